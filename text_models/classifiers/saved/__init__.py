"""Fitted classifiers in folders: sealed, checked when they are read, free of code."""
