"""Operators of a ladder that is spread over the workers of the models' queue."""
