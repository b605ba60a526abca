"""The sums that metrics of the answers share: who was taken for whom, and how often each label was right."""

import numpy as np

from text_models.metrics.metric import RowBlock
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


def label_counts(predictions: Predictions) -> RowBlock:
    """Return for each label whether it is right, true and answered, shape (N, 3 * C), sparse.

    A row holds as many ones as it has labels: of 200,000 texts with 50 labels 10 MB instead of 240.
    """
    from scipy.sparse import csr_array, hstack

    truth, answers = (
        _label_matrix(predictions, labels) for labels in (predictions.truth, predictions.answers)
    )
    return csr_array(hstack([truth * answers, truth, answers], format="csr"))


def _label_matrix(predictions: Predictions, labels: np.ndarray) -> RowBlock:
    """A one for each label of each row, shape (N, C), sparse."""
    from scipy.sparse import csr_array

    if predictions.has_many_labels:
        return csr_array(labels, dtype=np.float64)
    places = (np.arange(predictions.rows), labels.astype(np.int64))
    return csr_array((np.ones(predictions.rows), places), (predictions.rows, predictions.label_count))
