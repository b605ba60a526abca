"""Files of texts in any format: their records by column, and the layouts that say which column is what."""
