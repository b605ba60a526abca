"""`text-models encoders`: pretrained encoders on this machine's disk."""
