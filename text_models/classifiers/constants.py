"""The classifier that does not read: what every other one has to beat."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from text_models.classifiers.explanation import Part, explain
from text_models.classifiers.rung import Rung
from text_models.tasks.labels import Labels, truth_of
from text_models.tasks.task import Kind, Task

FILE_NAME = "constant.json"


@dataclass(frozen=True)
class MajorityLabel:
    """The most frequent label of the training part; of equally frequent ones the first.

    `frequencies`, shape (C,), are the shares of training texts that have each label: the best that can be
    said of a text without reading it, so they are the probabilities of every text.
    """

    labels: tuple[str, ...]
    frequencies: tuple[float, ...]
    has_many_labels: bool = False

    name = "majority"

    @classmethod
    def fit(cls, task: Task, texts: Sequence[str], labels: Labels) -> Self:
        """Return the constant for the labels of N > 0 TRAINING texts. Raises ValueError without a text."""
        return cls(task.labels, frequencies_of(task, texts, labels), task.kind is Kind.MULTI)

    @property
    def answer(self) -> int | np.ndarray:
        """The position of the label, or with any number of labels that one alone as bool, shape (C,)."""
        position = int(np.argmax(self.frequencies))
        return np.arange(len(self.labels)) == position if self.has_many_labels else position

    @property
    def point(self) -> float:
        """The place of the label."""
        return float(np.argmax(self.frequencies))

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Return the training frequencies for each of N texts, shape (N, C)."""
        return np.tile(np.asarray(self.frequencies), (len(texts), 1))

    def explain(self, text: str, label: str | None = None) -> list[Part]:
        """Return weight 0 for each part of a text: none is read. See `explanation.explain`."""
        return explain(self.predict_proba, self.labels, text, label)

    def save(self, folder: Path) -> None:
        """Write constant.json."""
        write_constant(folder, self.labels, self.frequencies, has_many_labels=self.has_many_labels)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return what `save` wrote; raises ValueError when the file is damaged."""
        return cls(*read_constant(folder))


def frequencies_of(task: Task, texts: Sequence[str], labels: Labels) -> tuple[float, ...]:
    """Return the share 0..1 of texts that have each of the C labels. Raises ValueError without a text."""
    if not len(texts):
        raise ValueError(f"A constant needs at least one training {task.columns.label}. Received: 0")
    truth = truth_of(task, labels)
    counts = truth.sum(axis=0) if truth.ndim == 2 else np.bincount(truth, minlength=len(task.labels))
    return tuple((counts / len(truth)).tolist())


def write_constant(
    folder: Path, labels: Sequence[str], frequencies: Sequence[float], *, has_many_labels: bool
) -> None:
    """Write constant.json into the folder."""
    content = {"labels": labels, "frequencies": frequencies, "has_many_labels": has_many_labels}
    (folder / FILE_NAME).write_text(json.dumps(content) + "\n")


def read_constant(folder: Path) -> tuple[tuple[str, ...], tuple[float, ...], bool]:
    """Return labels, frequencies and whether a text has many labels; raises ValueError for a damaged file."""
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_text())
        labels, frequencies = tuple(content["labels"]), tuple(map(float, content["frequencies"]))
        has_many_labels = bool(content["has_many_labels"])
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged ({error!r}): evaluate the model again.") from error
    if len(labels) != len(frequencies):
        raise ValueError(
            f"{path} is damaged ({len(labels)} labels, {len(frequencies)} frequencies): evaluate the model "
            "again."
        )
    return labels, frequencies, has_many_labels


MAJORITY = Rung(
    name=MajorityLabel.name,
    title="the majority class",
    folder="majority",
    reads=False,
    load=MajorityLabel.load,
    fit=MajorityLabel.fit,
)
