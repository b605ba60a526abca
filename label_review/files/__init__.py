"""Decisions as files: ours, whole, and those of other programs for labelling."""
