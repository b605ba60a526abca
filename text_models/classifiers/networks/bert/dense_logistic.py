"""Logistic regression on dense features, as weights of all labels."""

from __future__ import annotations

import numpy as np

from text_models.classifiers.linear.logistic_fit import fit_indicators, fit_logistic
from text_models.classifiers.training_texts import TrainingTexts


def fit_labels(
    features: np.ndarray, training: TrainingTexts, rows: np.ndarray, strength: float, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficients (C, D) and intercepts (C,) of a regression on features (W, D).

    `rows`, shape (W,), say which text each row of features is of, `weights` what it counts. With any number
    of labels a text it is one regression a label, else one over all. A label that no text has gets an
    intercept of minus infinity.
    """
    if training.has_many_labels:
        return fit_indicators(features, training.indicators[rows], strength, weights)
    model = fit_logistic(features, training.truth[rows], strength, weights)
    labels = len(training.labels)
    coefficients = np.zeros((labels, features.shape[1]), np.float32)
    intercepts = np.full(labels, -np.inf)
    is_binary = len(model.classes_) == 2
    coefficients[model.classes_] = np.vstack([0 * model.coef_, model.coef_]) if is_binary else model.coef_
    intercepts[model.classes_] = np.append(0.0, model.intercept_) if is_binary else model.intercept_
    return coefficients, intercepts
