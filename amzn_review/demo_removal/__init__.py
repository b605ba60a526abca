"""Taking a demo corpus out again: of the tables, of DATA_DIR, of a bucket."""
