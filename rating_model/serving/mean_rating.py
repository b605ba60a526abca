"""The mean rating: with the majority class, what a model that reads has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from text_models.classifiers.constants import frequencies_of, read_constant, write_constant
from text_models.classifiers.explanation import Part, explain
from text_models.classifiers.rung import Rung
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task


@dataclass(frozen=True)
class MeanRating:
    """Answers every review with the mean place on the scale; its label is the mean rounded, a half upwards.

    `frequencies`, shape (C,), sum 1, are those of the training ratings, and the distribution of every text.
    """

    labels: tuple[str, ...]
    frequencies: tuple[float, ...]

    name = "mean"

    @classmethod
    def fit(cls, task: Task, texts: Sequence[str], labels: Labels) -> Self:
        """Return the constant for the ratings of N > 0 TRAINING texts. Raises ValueError without a text."""
        return cls(task.labels, frequencies_of(task, texts, labels))

    @property
    def answer(self) -> int:
        """The position of the rounded mean."""
        return int(np.floor(self.point + 0.5))

    @property
    def point(self) -> float:
        """The mean place, 0 for the lowest rating."""
        # To the last digits but three, so that a half is one, whatever the sum of the shares lost.
        return round(float(np.arange(len(self.labels)) @ np.asarray(self.frequencies)), 12)

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Return the training frequencies for each of N texts, shape (N, C)."""
        return np.tile(np.asarray(self.frequencies), (len(texts), 1))

    def explain(self, text: str, label: str | None = None) -> list[Part]:
        """Return what each part of a text moves the log-odds of a label by: see `explanation.explain`."""
        return explain(self.predict_proba, self.labels, text, label)

    def save(self, folder: Path) -> None:
        """Write constant.json."""
        write_constant(folder, self.labels, self.frequencies, has_many_labels=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return what `save` wrote; raises ValueError when the file is damaged."""
        labels, frequencies, _ = read_constant(folder)
        return cls(labels, frequencies)


MEAN = Rung(
    name=MeanRating.name,
    title="the mean rating",
    folder="mean",
    reads=False,
    load=MeanRating.load,
    fit=MeanRating.fit,
)
