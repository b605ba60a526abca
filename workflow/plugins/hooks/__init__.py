"""Each hook talks to one kind of system."""
