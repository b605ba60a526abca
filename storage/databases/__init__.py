"""What databases keep, as it was written."""
