"""The role by which Redshift reads the bucket."""
