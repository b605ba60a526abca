"""Rungs that read with a pretrained BERT."""
