"""Operators that load data into the warehouse."""
