"""Answers for texts over HTTP, by the champions of the tasks. Its issue fills it."""
