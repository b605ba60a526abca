"""Operators and hooks, imported by their package names; see .airflowignore."""
