"""Operators that train, judge and apply models."""
