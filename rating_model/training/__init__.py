"""From a tokenized corpus to a trained version."""
