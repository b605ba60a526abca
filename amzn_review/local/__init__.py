"""The main job on one machine: the part of this package that knows the services."""
