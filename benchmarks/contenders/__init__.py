"""Ways to bring one-review files into PostgreSQL, one a module; each run is a process of its own."""
