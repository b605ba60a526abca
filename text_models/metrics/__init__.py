"""How good predictions are: metrics that are computed from sums over the rows, and their intervals."""
