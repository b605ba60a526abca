"""Whom we are measured against, and ourselves, one a module; each run is a process of its own."""
