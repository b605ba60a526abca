"""Metrics of the answers as labels, and of the probabilities of the true ones."""

import numpy as np

from text_models.metrics.confusion import as_matrix, confusion_cells, label_counts
from text_models.metrics.metric import MANY_LABELS, ONE_LABEL, Metric
from text_models.metrics.predictions import Predictions

# The least probability that a logarithm is taken of.
SMALLEST = np.finfo(np.float64).eps


def _accuracy(cells: np.ndarray) -> np.ndarray:
    confusion = as_matrix(cells)
    return np.asarray(np.diagonal(confusion, axis1=-2, axis2=-1).sum(axis=-1) / confusion.sum(axis=(-2, -1)))


def _macro_f1(cells: np.ndarray) -> np.ndarray:
    confusion = as_matrix(cells)
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    return _mean_f1(hits, confusion.sum(axis=-1) + confusion.sum(axis=-2))


def _macro_f1_of_many(counts: np.ndarray) -> np.ndarray:
    hits, true, answered = np.split(counts, 3, axis=-1)
    return _mean_f1(hits, true + answered)


def _micro_f1_of_many(counts: np.ndarray) -> np.ndarray:
    hits, true, answered = (part.sum(axis=-1) for part in np.split(counts, 3, axis=-1))
    both = true + answered
    return np.asarray(np.divide(2 * hits, both, out=np.zeros_like(both), where=both > 0))


def _mean_f1(hits: np.ndarray, both: np.ndarray) -> np.ndarray:
    f1 = np.divide(2 * hits, both, out=np.zeros_like(both), where=both > 0)
    occur = (both > 0).sum(axis=-1)
    total = f1.sum(axis=-1)
    return np.asarray(np.divide(total, occur, out=np.zeros_like(total), where=occur > 0))


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
ACCURACY = Metric("accuracy", "accuracy", True, ONE_LABEL, confusion_cells, _accuracy)
# 0..1: the plain mean of F1 over the labels that occur in truth or answers.
MACRO_F1 = Metric("macro_f1", "macro-F1", True, ONE_LABEL, confusion_cells, _macro_f1)
MACRO_F1_OF_MANY = Metric("macro_f1", "macro-F1", True, MANY_LABELS, label_counts, _macro_f1_of_many)
# 0..1: F1 over all labels of all texts together.
MICRO_F1_OF_MANY = Metric("micro_f1", "micro-F1", True, MANY_LABELS, label_counts, _micro_f1_of_many)
# 0 or more, natural logarithm; a probability below 2.2e-16 counts as that. With any number of labels the mean
# over the labels.
LOG_LOSS = Metric("log_loss", "log loss", False, ONE_LABEL | MANY_LABELS, _losses, mean_of_rows)
