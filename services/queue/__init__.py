"""The models' queue: Valkey and its addresses."""
