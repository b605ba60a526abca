"""A version of a model, loaded to answer texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from text_models.classifiers.classifier import TextClassifier
from text_models.classifiers.decision import THRESHOLD, likeliest_labels
from text_models.corpus.split import Part
from text_models.ladder.predictors import load_predictor
from text_models.ladder.text_batches import text_batches
from text_models.metrics.thresholds.thresholds import Thresholds
from text_models.tasks.task import Kind, Task
from text_models.versions.version_folder import VersionFolder
from text_models.versions.version_task import version_task

THRESHOLDS_FILE = "thresholds.json"
TWO_LABELS = 2


class Answer(NamedTuple):
    """The labels answered (one; any number for a task of kind multi), and the probability of each label."""

    labels: tuple[str, ...]
    probabilities: dict[str, float]


@dataclass(frozen=True)
class VersionPredictor:
    """The predictor that a version chose; `label_weights`, shape (C,), as `likeliest_labels` takes them.

    `thresholds` are those that an aim has chosen, None without one. `folder` is the version's.
    `learned_shares`: of the texts that it learned from, the share with each label, where that is known.
    """

    task: Task
    version: str
    classifier: TextClassifier
    label_weights: Sequence[float]
    thresholds: Thresholds | None = None
    folder: Path = Path()
    learned_shares: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def load(cls, task: Task, folder: VersionFolder) -> Self:
        """Return the version's predictor. Raises ValueError, naming the file, when it is damaged."""
        own_task = version_task(task, folder.model)
        return cls.of(own_task, folder.path, folder.model, folder.predictor)

    @classmethod
    def of(cls, task: Task, model_dir: Path, model: Mapping[str, Any], name: str) -> Self:
        """Return predictor `name` of the version in `model_dir`, whose model.json is `model`.

        `task` has the version's labels. Thresholds are those of the predictor that the version chose. Raises
        ValueError, naming the file, when one is damaged, or the classifier has other labels.
        """
        classifier = load_predictor(task, model_dir, name)
        if "task" in model and tuple(classifier.labels) != task.labels:
            raise ValueError(
                f"{model_dir} is damaged: its classifier {name} has other labels "
                f"({', '.join(classifier.labels[:20])}) than model.json ({', '.join(task.labels[:20])}). "
                "Train the version again."
            )
        thresholds = None
        if model.get("aim") and name == model["predictor"]:
            thresholds = Thresholds.read(model_dir / THRESHOLDS_FILE, task.name, task.labels)
        weights = model.get("class_weights", [1.0] * len(task.labels))
        shares = _learned_shares(task, model)
        return cls(task, str(model["version"]), classifier, weights, thresholds, model_dir, shares)

    def predict(self, texts: Sequence[str]) -> list[Answer]:
        """Return one answer a text; an empty one gets what is known of no text at all.

        With any number of labels a text, each that reaches its threshold, .5 unless an aim has chosen
        another: where none does, an empty set. Of two labels, the threshold of the last one decides.
        """
        probabilities = self.classifier.predict_proba(texts)
        return [
            Answer(
                tuple(self.task.labels[position] for position in np.flatnonzero(row)),
                dict(zip(self.task.labels, known, strict=True)),
            )
            for row, known in zip(self._chosen(probabilities), probabilities.tolist(), strict=True)
        ]

    def predict_each(self, rows: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Answer]]:
        """Yield (key, answer) for (key, text) rows; a part of them is in memory at a time."""
        for batch in text_batches(rows):
            answers = self.predict([text for _, text in batch])
            yield from zip((key for key, _ in batch), answers, strict=True)

    def _chosen(self, probabilities: np.ndarray) -> np.ndarray:
        """Which labels are answered, bool, shape (N, C)."""
        places = np.arange(len(self.task.labels))
        if self.task.kind is Kind.MULTI:
            return self.thresholds.above(probabilities) if self.thresholds else probabilities >= THRESHOLD
        if self.thresholds and len(places) == TWO_LABELS:
            return np.asarray(places == self.thresholds.above(probabilities)[:, -1:])
        return np.asarray(places == likeliest_labels(probabilities, np.asarray(self.label_weights))[:, None])


def _learned_shares(task: Task, model: Mapping[str, Any]) -> dict[str, float]:
    """The share of each label among the training texts of a version, none where model.json has no split."""
    split = model.get("split")
    if not split or not split["rows"][Part.TRAIN.value]:
        return {}
    counts, rows = split["label_rows"][Part.TRAIN.value], split["rows"][Part.TRAIN.value]
    return {label: count / rows for label, count in zip(task.labels, counts, strict=True)}
