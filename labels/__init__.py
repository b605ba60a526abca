"""The room of label events, of the labels that hold now and of crowds: SQL and storage alone."""
