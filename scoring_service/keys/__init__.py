"""Keys of clients: who may ask, how often, from which pages."""
