"""Which label a feature speaks for, by counting."""

from __future__ import annotations

from typing import Any

import numpy as np

SMOOTHING = 1.0


def log_count_ratios(features: Any, has: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Return ln((p / |p|) / (q / |q|)) of each feature, shape (F,).

    p is 1 plus the sum of the feature over the texts that have the label (`has`, bool of shape (N,)), q that
    over the others; `weights`, shape (N,), multiply what a text adds. |p| and |q| are the sums over all
    features. `features` is sparse, shape (N, F). Wang and Manning 2012, equation 3:
    https://aclanthology.org/P12-2018
    """
    p = SMOOTHING + _sums(features, has, weights)
    q = SMOOTHING + _sums(features, ~has, weights)
    return np.asarray(np.log(p / p.sum()) - np.log(q / q.sum()))


def _sums(features: Any, rows: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """The sum of each feature over some texts, shape (F,)."""
    some = features[rows]
    total = some.sum(axis=0) if weights is None else some.T @ weights[rows]
    return np.asarray(total, np.float64).ravel()
