"""What the workflow runs for task `rating`."""
