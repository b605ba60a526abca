"""Predictions beside the truth: what every metric is computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Predictions:
    """N predictions beside the truth, for a task of C labels.

    Where a text has one label, `truth` and `answers` are positions of labels 0..C-1, shape (N,); where it has
    any number of them, they are bool, shape (N, C). `probabilities` has shape (N, C): rows that sum to 1, or,
    with any number of labels, a probability 0..1 of each label. `points`, shape (N,), are places on an
    ordinal scale, from which the absolute error is taken: a predictor may name the likeliest label and yet be
    nearest by another place (the median of its distribution). None for a task that is no scale.

    Raises ValueError when there is no row, shapes differ, or a value is no position or no probability.
    """

    truth: np.ndarray
    answers: np.ndarray
    probabilities: np.ndarray
    points: np.ndarray | None = None

    def __post_init__(self) -> None:
        rows = self.truth.shape[:1]
        others = {self.answers.shape[:1], self.probabilities.shape[:1]}
        others |= set() if self.points is None else {self.points.shape}
        if self.probabilities.ndim != 2 or self.answers.shape != self.truth.shape or others != {rows}:
            raise ValueError(
                "Truth, answers, probabilities and points must have one row a text. Received shapes: "
                f"{[self.truth.shape, self.answers.shape, self.probabilities.shape]}"
                f"{'' if self.points is None else f' and {self.points.shape}'}"
            )
        if not self.truth.size:
            raise ValueError("There is no prediction to evaluate. Received: 0 rows")
        if self.points is not None and not np.isfinite(self.points).all():
            raise ValueError("`points` must hold finite numbers only. Received: NaN or infinity")
        if self.has_many_labels:
            self._check_many()
        else:
            self._check_one()

    @property
    def has_many_labels(self) -> bool:
        """Whether a text has any number of labels, instead of one."""
        return self.truth.ndim == 2

    @property
    def is_varied(self) -> bool:
        """Whether two texts have got different answers: who always says the same has not read them."""
        return len(np.unique(self.answers, axis=0)) > 1

    @property
    def rows(self) -> int:
        """N."""
        return len(self.truth)

    @property
    def label_count(self) -> int:
        """C."""
        return int(self.probabilities.shape[1])

    def _check_one(self) -> None:
        for name, column in (("truth", self.truth), ("answers", self.answers)):
            if strangers := sorted(set(column.tolist()) - set(range(self.label_count))):
                raise ValueError(
                    f"`{name}` must hold positions of labels, 0 to {self.label_count - 1}. "
                    f"Received: {strangers[:5]}"
                )
        sums = self.probabilities.sum(axis=-1)
        whole = np.asarray(np.isclose(sums, 1.0, atol=1e-4) & (self.probabilities >= 0).all(axis=-1))
        if not whole.all():
            raise ValueError(
                "`probabilities` must be 0 or more and sum to 1 in each row. "
                f"Received: {int((~whole).sum())} bad rows of {len(whole)}"
            )

    def _check_many(self) -> None:
        if self.truth.shape != self.probabilities.shape:
            raise ValueError(
                "Truth and probabilities must have a column a label. Received shapes: "
                f"{[self.truth.shape, self.probabilities.shape]}"
            )
        for name, column in (("truth", self.truth), ("answers", self.answers)):
            if column.dtype != bool:
                raise ValueError(f"`{name}` must hold true and false only. Received: {column.dtype}")
        whole = np.asarray(((self.probabilities >= 0) & (self.probabilities <= 1)).all(axis=-1))
        if not whole.all():
            raise ValueError(
                "`probabilities` must lie between 0 and 1. "
                f"Received: {int((~whole).sum())} bad rows of {len(whole)}"
            )
