"""Files of texts in each format, as records by column."""
