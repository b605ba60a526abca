"""Agreement of two who label the same texts, beyond what their habits would bring about by chance."""

import numpy as np

from text_models.metrics.confusion import as_matrix, confusion_cells
from text_models.metrics.metric import ONE_LABEL, Metric


def _kappa(cells: np.ndarray) -> np.ndarray:
    confusion = as_matrix(cells)
    rows, true, answered = confusion.sum(axis=(-2, -1)), confusion.sum(axis=-1), confusion.sum(axis=-2)
    agreed = np.diagonal(confusion, axis1=-2, axis2=-1).sum(axis=-1) / rows
    by_chance = (true * answered).sum(axis=-1) / rows**2
    beyond = 1.0 - by_chance
    return np.asarray(np.divide(agreed - by_chance, beyond, out=np.zeros_like(beyond), where=beyond > 0))


# -1..1; Cohen 1960, https://doi.org/10.1177/001316446002000104. 0 where both name one label only.
COHEN_KAPPA = Metric("cohen_kappa", "kappa", True, ONE_LABEL, confusion_cells, _kappa)
