"""What runs on the system's own Python and imports nothing of ours."""
