"""Which attributes there are, and which task's model answers each in which language."""
