"""The room of label events, of labels that hold now, of people and crowds: SQL and storage alone."""
