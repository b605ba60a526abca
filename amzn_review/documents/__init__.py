"""Texts of any task: files of them converted to JSON lines, and loaded each exactly once."""
