"""The layers at both ends of a network of texts, whose first weights depend on their seed alone."""

from __future__ import annotations

from itertools import count
from typing import Any

from text_models.networks.backend import keras


def table(rows: int, dimensions: int, seeds: count[int], name: str, *, is_trained: bool = True) -> Any:
    """Return the layer that gives each id its vector, (B, L) to (B, L, D)."""
    chance = keras.initializers.RandomUniform(-0.05, 0.05, seed=next(seeds))
    return keras.layers.Embedding(
        rows, dimensions, embeddings_initializer=chance, trainable=is_trained, name=name
    )


def dense(units: int, seeds: count[int], name: str, activation: str | None = None) -> Any:
    """Return a dense layer with Xavier's first weights (Glorot and Bengio 2010)."""
    chance = keras.initializers.GlorotUniform(seed=next(seeds))
    return keras.layers.Dense(units, activation=activation, kernel_initializer=chance, name=name)
