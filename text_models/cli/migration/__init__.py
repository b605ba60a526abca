"""`text-models migration`: from a scoring service of others to models of one's own."""
