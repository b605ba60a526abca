"""A batch of files: what it takes, its manifest, and how its records are read and counted."""
