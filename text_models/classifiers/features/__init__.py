"""What classifiers see of a text: n-grams, or ten numbers."""
