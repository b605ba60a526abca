"""One record: read from a line of JSON, checked, and turned into rows."""
