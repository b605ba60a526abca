"""Classifiers on M-USE, frozen or fine-tuned."""
