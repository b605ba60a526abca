"""The page about one version of a model."""
