"""Changes of the warehouse's schema, on PostgreSQL and on Redshift: numbered files, each applied once."""
