"""Loaded files, kept as they came."""
