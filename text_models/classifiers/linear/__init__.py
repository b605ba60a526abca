"""Classifiers that are linear in the words and characters of a text."""
