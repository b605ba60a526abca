"""A stand-in for Amazon Redshift on one machine: PostgreSQL behind a proxy that speaks Redshift's SQL."""
