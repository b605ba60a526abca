"""Pretrained sentence encoders: where their weights lie and come from, and what they compute."""
