"""What `make bench` runs: measurements with the conditions they were taken under, results as JSON."""
