"""Metrics of answers on a scale, where a near miss is better than a far one."""

import numpy as np

from text_models.metrics.classification import mean_of_rows
from text_models.metrics.confusion import as_matrix, confusion_cells
from text_models.metrics.metric import Metric
from text_models.metrics.predictions import Predictions
from text_models.tasks.task import Kind

SCALE = frozenset({Kind.ORDINAL})


def _errors(predictions: Predictions) -> np.ndarray:
    """The absolute error of each row beside a one, shape (N, 2). Raises ValueError without points."""
    if predictions.points is None:
        raise ValueError("The absolute error needs places on a scale. Received: predictions without `points`")
    return np.column_stack([np.abs(predictions.points - predictions.truth), np.ones(predictions.rows)])


def _quadratic_kappa(cells: np.ndarray) -> np.ndarray:
    confusion = as_matrix(cells)
    labels = confusion.shape[-1]
    rows, true, answered = confusion.sum(axis=(-2, -1)), confusion.sum(axis=-1), confusion.sum(axis=-2)
    costs = np.subtract.outer(np.arange(labels), np.arange(labels)) ** 2.0
    missed = (confusion * costs).sum(axis=(-2, -1))
    by_chance = np.einsum("...i,...j,ij->...", true, answered, costs) / rows
    ratio = np.divide(missed, by_chance, out=np.ones_like(by_chance), where=by_chance > 0)
    return np.asarray(1.0 - ratio)


# 0..C-1 places of the scale: the mean absolute error.
MAE = Metric("mae", "MAE", False, SCALE, _errors, mean_of_rows, has_unit=True)
# -1..1: agreement beyond chance, a miss by two places costing four times a miss by one; Cohen 1968,
# https://doi.org/10.1037/h0026256. 0 where chance alone would not miss (one label only).
QUADRATIC_KAPPA = Metric("quadratic_kappa", "quadratic kappa", True, SCALE, confusion_cells, _quadratic_kappa)
