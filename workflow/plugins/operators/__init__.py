"""Each operator is one kind of step."""
