"""Whether a model takes the name of a group of people for a sign of a label."""
