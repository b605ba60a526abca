"""Loading a batch of reviews into PostgreSQL, in one transaction."""
