"""Layers that read right-padded texts and answer for each as if it were alone."""
