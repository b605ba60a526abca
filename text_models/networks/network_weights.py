"""The weights of a network as arrays by name, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from text_models.networks.backend import tf

MEGABYTE = 1 << 20


def weights_of(network: Any) -> dict[str, np.ndarray]:
    """Return the arrays by the paths of their layers; what only chance needs in training is left out."""
    return {variable.path: np.asarray(variable.value) for variable in network.weights}


def shapes_of(network: Any) -> dict[str, tuple[int, ...]]:
    """Return the shapes of what `weights_of` returns."""
    return {variable.path: tuple(variable.shape) for variable in network.weights}


def in_order(network: Any, weights: Mapping[str, np.ndarray]) -> list[Any]:
    """Return the arrays of `weights_of` as tensors in the network's order. Raises KeyError without one."""
    return [tf.constant(weights[variable.path]) for variable in network.weights]


def megabytes(network: Any) -> float:
    """Return how much the weights take, in MB of 2 ** 20 bytes."""
    return sum(array.nbytes for array in weights_of(network).values()) / MEGABYTE
