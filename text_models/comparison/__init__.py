"""The rungs of a task compared: each in a process of its own, chosen on development data, tested once."""
