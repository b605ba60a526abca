"""A Redshift cluster or workgroup at Amazon: made, looked at, deleted."""
