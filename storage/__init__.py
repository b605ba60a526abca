"""A file, folder or object that is there whole or not at all."""
