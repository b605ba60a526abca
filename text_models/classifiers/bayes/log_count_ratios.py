"""Which label a feature speaks for, by counting."""

from __future__ import annotations

from typing import Any

import numpy as np

SMOOTHING = 1.0


def log_count_ratios(features: Any, has: np.ndarray) -> np.ndarray:
    """Return ln((p / |p|) / (q / |q|)) of each feature, shape (F,).

    p is 1 plus the sum of the feature over the texts that have the label (`has`, bool of shape (N,)), q that
    over the others; |p| and |q| are the sums over all features. `features` is sparse, shape (N, F). Wang and
    Manning 2012, equation 3: https://aclanthology.org/P12-2018
    """
    p = SMOOTHING + np.asarray(features[has].sum(axis=0), np.float64).ravel()
    q = SMOOTHING + np.asarray(features[~has].sum(axis=0), np.float64).ravel()
    return np.asarray(np.log(p / p.sum()) - np.log(q / q.sum()))
