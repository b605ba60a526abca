"""A version of a model, loaded to answer texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from text_models.classifiers.classifier import TextClassifier
from text_models.classifiers.decision import THRESHOLD, likeliest_labels
from text_models.ladder.predictors import load_predictor
from text_models.tasks.task import Kind, Task
from text_models.versions.version_folder import VersionFolder


class Answer(NamedTuple):
    """The labels answered (one; any number for a task of kind multi), and the probability of each label."""

    labels: tuple[str, ...]
    probabilities: dict[str, float]


@dataclass(frozen=True)
class VersionPredictor:
    """The predictor that a version chose; `label_weights`, shape (C,), as `likeliest_labels` takes them."""

    task: Task
    version: str
    classifier: TextClassifier
    label_weights: Sequence[float]

    @classmethod
    def load(cls, task: Task, folder: VersionFolder) -> Self:
        """Return the version's predictor. Raises ValueError, naming the file, when it is damaged."""
        weights = folder.model.get("class_weights", [1.0] * len(task.labels))
        return cls(task, folder.name, load_predictor(task, folder.path, folder.predictor), weights)

    def predict(self, texts: Sequence[str]) -> list[Answer]:
        """Return one answer a normalised text; an empty one gets what is known of no text at all."""
        probabilities = self.classifier.predict_proba(texts)
        if self.task.kind is Kind.MULTI:
            chosen = probabilities >= THRESHOLD
        else:
            likeliest = likeliest_labels(probabilities, np.asarray(self.label_weights))
            chosen = np.arange(len(self.task.labels)) == likeliest[:, None]
        return [
            Answer(
                tuple(self.task.labels[position] for position in np.flatnonzero(row)),
                dict(zip(self.task.labels, known, strict=True)),
            )
            for row, known in zip(chosen, probabilities.tolist(), strict=True)
        ]
