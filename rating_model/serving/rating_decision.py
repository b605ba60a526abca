"""From distributions over 1 to 5 stars to one answer each."""

import numpy as np

from text_models.metrics.classification import RATINGS


def likeliest_ratings(probabilities: np.ndarray, class_weights: np.ndarray) -> np.ndarray:
    """Return the rating 1..5 of the highest weighted probability, shape (N,); of equal ones the lowest.

    `probabilities` has shape (N, 5); `class_weights`, shape (5,), say what a hit of each rating is worth.
    With weights that fall with a rating's frequency, rare ratings are answered at all, which macro-F1
    and kappa reward; all ones give the plain likeliest. The answer that minimises the expected cost:
    Elkan 2001, https://cseweb.ucsd.edu/~elkan/rescale.pdf
    """
    return np.asarray((probabilities * class_weights).argmax(axis=1) + 1)


def median_ratings(probabilities: np.ndarray) -> np.ndarray:
    """Return the median rating 1..5 of each distribution, shape (N,).

    It is the lowest rating at which half of the probability is reached, and the one answer that keeps the
    expected absolute error lowest.
    """
    return np.asarray((probabilities.cumsum(axis=1) < 0.5 - 1e-9).sum(axis=1) + 1)


def expected_ratings(probabilities: np.ndarray) -> np.ndarray:
    """Return the mean 1.0..5.0 of each distribution, shape (N,)."""
    return np.asarray(probabilities @ np.asarray(RATINGS, np.float64))
