"""The share of answers that are right, and the probability of the true labels."""

import numpy as np

from text_models.metrics.metric import MANY_LABELS, ONE_LABEL, Metric
from text_models.metrics.predictions import Predictions

# The least probability that a logarithm is taken of.
SMALLEST = np.finfo(np.float64).eps


def _right(predictions: Predictions) -> np.ndarray:
    """Whether each answer is right beside a one, shape (N, 2)."""
    return np.column_stack([predictions.answers == predictions.truth, np.ones(predictions.rows)])


def _losses(predictions: Predictions) -> np.ndarray:
    """The cross entropy of each row beside a one, shape (N, 2)."""
    clipped = np.clip(predictions.probabilities, SMALLEST, 1.0 - SMALLEST)
    if predictions.has_many_labels:
        losses = -np.log(np.where(predictions.truth, clipped, 1.0 - clipped)).mean(axis=1)
    else:
        losses = -np.log(clipped[np.arange(predictions.rows), predictions.truth.astype(np.int64)])
    return np.column_stack([losses, np.ones(predictions.rows)])


def mean_of_rows(sums: np.ndarray) -> np.ndarray:
    """Return the mean over the rows for sums (value, rows), shape (..., 2); 0 where there is no row."""
    total, rows = sums[..., 0], sums[..., 1]
    return np.asarray(np.divide(total, rows, out=np.zeros_like(total), where=rows > 0))


# 0..1: the share of answers that are right.
ACCURACY = Metric("accuracy", "accuracy", True, ONE_LABEL, _right, mean_of_rows)
# 0 or more, natural logarithm; a probability below 2.2e-16 counts as that. With any number of labels the mean
# over the labels.
LOG_LOSS = Metric("log_loss", "log loss", False, ONE_LABEL | MANY_LABELS, _losses, mean_of_rows)
