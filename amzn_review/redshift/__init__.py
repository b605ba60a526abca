"""Redshift: its sessions, and loading a packed batch by COPY."""
