"""The texts to learn from: which ones, how many of each label, and how they change over time."""
