"""A champion answers the texts of a warehouse, which it knows nothing of."""
