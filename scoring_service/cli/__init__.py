"""`text-models serve`, `keys` and `doctor`."""
