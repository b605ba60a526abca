"""The sums that classification, agreement and ordinal metrics share: who was taken for whom."""

import numpy as np

from text_models.metrics.predictions import Predictions


def confusion_cells(predictions: Predictions) -> np.ndarray:
    """Return the cell of the confusion matrix that each row is in, shape (N, C * C): truth before answer."""
    labels, rows = predictions.label_count, predictions.rows
    cells = np.zeros((rows, labels * labels))
    truth, answers = predictions.truth.astype(np.int64), predictions.answers.astype(np.int64)
    cells[np.arange(rows), truth * labels + answers] = 1.0
    return cells


def as_matrix(cells: np.ndarray) -> np.ndarray:
    """Return sums of `confusion_cells`, shape (..., C * C), as matrices, shape (..., C, C): truth in rows."""
    labels = int(np.sqrt(cells.shape[-1]) + 0.5)
    return cells.reshape(*cells.shape[:-1], labels, labels)


def label_counts(predictions: Predictions) -> np.ndarray:
    """Return, where a text has any number of labels, which are right, true and answered, shape (N, 3 * C)."""
    truth, answers = predictions.truth, predictions.answers
    return np.concatenate([truth & answers, truth, answers], axis=1).astype(np.float64)


def row_count(predictions: Predictions) -> np.ndarray:
    """Return a one for each row, shape (N, 1)."""
    return np.ones((predictions.rows, 1))
