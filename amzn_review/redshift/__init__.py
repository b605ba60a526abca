"""Redshift: its sessions, its loads and its clusters."""
