"""Label events, the labels that hold now, and the answers of crowds: SQL and storage alone. Its issue fills it."""
