"""Versions of a model: their folders, the registry, the gate, and the champion that predicts."""
