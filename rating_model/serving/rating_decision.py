"""From distributions over 1 to 5 stars to one answer each, in stars."""

import numpy as np

from rating_model.rating_metrics import RATINGS
from text_models.classifiers.decision import likeliest_labels, median_places


def likeliest_ratings(probabilities: np.ndarray, class_weights: np.ndarray) -> np.ndarray:
    """Return the rating 1..5 of the highest weighted probability, shape (N,); of equal ones the lowest.

    `probabilities` has shape (N, 5), `class_weights` (5,): see `likeliest_labels`.
    """
    return likeliest_labels(probabilities, class_weights) + RATINGS[0]


def median_ratings(probabilities: np.ndarray) -> np.ndarray:
    """Return the median rating 1..5 of each distribution, shape (N,): see `median_places`."""
    return median_places(probabilities) + RATINGS[0]


def expected_ratings(probabilities: np.ndarray) -> np.ndarray:
    """Return the mean 1.0..5.0 of each distribution, shape (N,)."""
    return np.asarray(probabilities @ np.asarray(RATINGS, np.float64))
