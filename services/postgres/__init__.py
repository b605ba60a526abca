"""PostgreSQL's server and the databases in it."""
