"""Text classifiers behind one protocol: from a constant to a network."""
