"""How much each rating counts in the loss."""

import numpy as np

from rating_model.heads import CLASSES


def class_weights(ratings: np.ndarray) -> np.ndarray:
    """Return a weight for each rating 1..5, shape (5,), that averages 1 over the N ratings given.

    Proportional to 1 / sqrt(frequency): the full inverse makes rare ratings outshout the others. A rating
    that does not occur weighs 0.
    """
    counts = np.bincount(ratings - 1, minlength=CLASSES)
    weights = np.zeros(CLASSES)
    weights[counts > 0] = 1 / np.sqrt(counts[counts > 0])
    return np.asarray(weights * counts.sum() / (weights * counts).sum())
