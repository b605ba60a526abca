"""L2 logistic regression of sparse features, within limits of weights and iterations."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

MOST_ITERATIONS = 100
# Four bytes each: 2 GB.
MOST_WEIGHTS = 500_000_000


def check_weights(labels: int, features: int) -> None:
    """Raise ValueError when a weight for each label and feature would not fit into memory."""
    if labels * features > MOST_WEIGHTS:
        raise ValueError(
            f"{labels:,} labels and {features:,} features make {labels * features:,} weights, expected "
            f"{MOST_WEIGHTS:,} or fewer: keep the most frequent labels, or fewer features."
        )


def fit_logistic(features: Any, truth: np.ndarray, strength: float, weights: np.ndarray | None = None) -> Any:
    """Return scikit-learn's regression of positions or bool `truth`, shape (N,), on features (N, F).

    `strength` is the inverse of the L2 penalty's, C; `weights`, shape (N,), multiply the loss. It stops after
    100 iterations, as published, whether it has converged or not.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return LogisticRegression(C=strength, max_iter=MOST_ITERATIONS).fit(
            features, truth, sample_weight=weights
        )


def fit_indicators(
    features: Any, indicators: np.ndarray, strength: float, weights: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficients (C, F) and intercepts (C,) of one regression a label, which texts have or not.

    A label that no text has gets an intercept of minus infinity. One that all texts have has no finite
    intercept either; its log-odds are those of one text in N + 1 without it.
    """
    check_weights(indicators.shape[1], features.shape[1])
    coefficients = np.zeros((indicators.shape[1], features.shape[1]), np.float32)
    intercepts = np.full(indicators.shape[1], -np.inf)
    for place, has in enumerate(indicators.T):
        if has.all():
            intercepts[place] = np.log(len(has))
        elif has.any():
            model = fit_logistic(features, has, strength, weights)
            coefficients[place], intercepts[place] = model.coef_[0], model.intercept_[0]
    return coefficients, intercepts
