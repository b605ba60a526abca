"""From a trained version to predicted ratings."""
