"""Charts of the reports: drawn by matplotlib, handed over as SVG that stands in a page of HTML."""
