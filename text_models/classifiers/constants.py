"""Predictors that do not read the text: what a model has to beat."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from text_models.metrics.classification import RATINGS

FILE_NAME = "constant.json"


@dataclass(frozen=True)
class ConstantRating:
    """Answers every review with the same class (1..5) and the same number of stars (1.0..5.0).

    `frequencies`, shape (5,), sum 1, are those of the training ratings: the best that can be said of a review
    without reading it, so they are the distribution of every text.
    """

    rating: int
    value: float
    frequencies: tuple[float, ...]

    name: ClassVar[str]
    classes: ClassVar[tuple[int, ...]] = RATINGS

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Return the training frequencies for each of N texts, shape (N, 5)."""
        return np.tile(np.asarray(self.frequencies), (len(texts), 1))

    def save(self, folder: Path) -> None:
        """Write constant.json."""
        (folder / FILE_NAME).write_text(json.dumps(asdict(self)) + "\n")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return what `save` wrote; raises ValueError when the file is damaged."""
        path = folder / FILE_NAME
        try:
            content = json.loads(path.read_text())
            return cls(content["rating"], content["value"], tuple(content["frequencies"]))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is damaged ({error!r}): evaluate the model again.") from error


class MajorityClass(ConstantRating):
    """The most frequent rating of the training part; of two equally frequent ones the lower."""

    name = "majority"

    @classmethod
    def fit(cls, ratings: ArrayLike) -> Self:
        """Return the baseline for TRAINING ratings 1..5, shape (N,), N > 0."""
        frequencies = _frequencies(ratings)
        rating = int(frequencies.argmax()) + 1
        return cls(rating, float(rating), tuple(frequencies.tolist()))


class MeanRating(ConstantRating):
    """The mean rating of the training part; its class is the mean rounded, a half upwards."""

    name = "mean"

    @classmethod
    def fit(cls, ratings: ArrayLike) -> Self:
        """Return the baseline for TRAINING ratings 1..5, shape (N,), N > 0."""
        frequencies = _frequencies(ratings)
        mean = float(np.mean(np.asarray(ratings)))
        return cls(int(np.floor(mean + 0.5)), mean, tuple(frequencies.tolist()))


def _frequencies(ratings: ArrayLike) -> np.ndarray:
    column = np.asarray(ratings)
    if not column.size:
        raise ValueError("A baseline needs at least one training rating. Received: 0")
    if strangers := sorted(set(column.tolist()) - set(RATINGS)):
        raise ValueError(f"Training ratings must be whole stars 1 to 5. Received: {strangers[:5]}")
    return np.bincount(column.astype(np.int64) - 1, minlength=len(RATINGS)) / column.size
