"""Predictors that do not read the text: what a model has to beat."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class ConstantRating:
    """Answers every review with the same class (1..5) and the same number of stars (1.0..5.0)."""

    rating: int
    value: float

    def predict(self, rows: int) -> tuple[np.ndarray, np.ndarray]:
        """Return classes, shape (rows,) of int, and stars, shape (rows,) of float."""
        return np.full(rows, self.rating), np.full(rows, self.value)


class MajorityClass(ConstantRating):
    """The most frequent rating of the training part; of two equally frequent ones the lower."""

    @classmethod
    def fit(cls, ratings: ArrayLike) -> Self:
        """Return the baseline for TRAINING ratings 1..5, shape (N,), N > 0."""
        values, counts = np.unique(_some(ratings), return_counts=True)
        rating = int(values[counts.argmax()])
        return cls(rating, float(rating))


class MeanRating(ConstantRating):
    """The mean rating of the training part; its class is the mean rounded, a half upwards."""

    @classmethod
    def fit(cls, ratings: ArrayLike) -> Self:
        """Return the baseline for TRAINING ratings 1..5, shape (N,), N > 0."""
        mean = float(np.mean(_some(ratings)))
        return cls(int(np.floor(mean + 0.5)), mean)


def _some(ratings: ArrayLike) -> np.ndarray:
    column = np.asarray(ratings)
    if not column.size:
        raise ValueError("A baseline needs at least one training rating. Received: 0")
    return column
