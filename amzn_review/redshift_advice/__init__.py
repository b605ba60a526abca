"""What costs money in the design of Redshift's tables."""
