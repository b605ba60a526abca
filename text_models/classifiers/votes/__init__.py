"""Several classifiers, one answer."""
