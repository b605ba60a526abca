"""Folds of groups, and the probabilities of texts by classifiers that have not learned from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from storage.atomic_file import atomic_file
from text_models.classifiers.classifier import TextClassifier
from text_models.corpus.labelled_texts import LabelledTexts
from text_models.corpus.strata import strata_of
from text_models.corpus.stratified_groups import deal_groups
from text_models.metrics.bootstrap import SEED
from text_models.normalise import key_of_normalised
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

KEY, FOLD, PROBABILITY = "text_key", "fold", "p_"


def grouped_folds(
    task: Task, labels: Labels, groups: Sequence[str], folds: int, *, seed: int = SEED
) -> np.ndarray:
    """Return the fold 0..F-1 of each text, shape (N,), stratified; the texts of a group are in one fold.

    Raises ValueError for fewer than two folds, or more than there are groups.
    """
    if not 2 <= folds <= len(set(groups)):
        raise ValueError(
            f"Folds are two or more, and at most as many as groups of texts ({len(set(groups)):,}). "
            f"Received: {folds}"
        )
    return deal_groups(strata_of(task, labels), groups, [1.0] * folds, seed=seed)


@dataclass(frozen=True)
class OutOfFold:
    """The probabilities of N different texts, by classifiers that learned from the other folds.

    `keys`, sorted, are the texts' keys (see `text_key`), `folds` their folds, shape (N,), `probabilities`
    have shape (N, C), a column a label of `labels`.
    """

    labels: tuple[str, ...]
    keys: np.ndarray
    folds: np.ndarray
    probabilities: np.ndarray

    def of(self, keys: Sequence[str]) -> np.ndarray:
        """Return the probabilities of the texts with these keys, shape (len(keys), C).

        Raises KeyError for a key that is not there.
        """
        wanted = np.asarray(keys, dtype=str)
        places = np.searchsorted(self.keys, wanted)
        is_there = (
            self.keys[np.minimum(places, len(self.keys) - 1)] == wanted if len(self.keys) else wanted == ""
        )
        if not is_there.all():
            raise KeyError(f"No probabilities out of fold are kept for text {wanted[~is_there][0]}")
        return np.asarray(self.probabilities[places])

    def write(self, path: Path) -> None:
        """Write a Parquet file, whole or not at all: text_key, fold, and p_<label> for each label."""
        import pyarrow as pa
        from pyarrow import parquet

        columns = {KEY: pa.array(self.keys, pa.string()), FOLD: pa.array(self.folds, pa.int16())}
        for place, label in enumerate(self.labels):
            columns[f"{PROBABILITY}{label}"] = pa.array(self.probabilities[:, place], pa.float64())
        with atomic_file(path) as partial:
            parquet.write_table(pa.table(columns), partial)

    @classmethod
    def read(cls, task: Task, path: Path) -> Self:
        """Return what `write` wrote. Raises ValueError when the file is damaged or of another task."""
        import pyarrow as pa
        from pyarrow import parquet

        try:
            table = parquet.read_table(path)
        except pa.ArrowInvalid as error:
            raise ValueError(f"{path} is no whole Parquet file ({error}): make the folds again.") from error
        expected = [KEY, FOLD, *(f"{PROBABILITY}{label}" for label in task.labels)]
        if table.column_names != expected:
            raise ValueError(
                f"{path} is not of task {task.name}: it has the columns {', '.join(table.column_names)}; "
                f"expected {', '.join(expected)}. Make the folds again."
            )
        probabilities = np.column_stack([table[name].to_numpy() for name in expected[2:]])
        keys = np.asarray(table[KEY].to_pylist(), dtype=str)
        return cls(task.labels, keys, table[FOLD].to_numpy().astype(np.int64), probabilities)


def out_of_fold(
    task: Task,
    texts: LabelledTexts,
    groups: Sequence[str],
    fit: Callable[[LabelledTexts], TextClassifier],
    folds: int,
    *,
    seed: int = SEED,
) -> OutOfFold:
    """Return the probabilities of each different text by a classifier that has not seen its group.

    `fit` returns a classifier fitted on the texts of the other folds. Equal texts are in one group, and so
    have one fold and one answer. Raises ValueError where `grouped_folds` does, or when equal texts are in two
    groups.
    """
    of_row = grouped_folds(task, texts.labels, groups, folds, seed=seed)
    keys = np.array([key_of_normalised(text) for text in texts.texts], dtype=str)
    distinct, first = np.unique(keys, return_index=True)
    if (of_row != of_row[first][np.searchsorted(distinct, keys)]).any():
        raise ValueError("Equal texts are in two groups: group the texts with `group_texts`.")
    probabilities = np.zeros((len(distinct), len(task.labels)))
    for fold in range(folds):
        classifier = fit(texts.take(np.flatnonzero(of_row != fold)))
        asked = np.flatnonzero(of_row[first] == fold)
        probabilities[asked] = classifier.predict_proba([texts.texts[first[place]] for place in asked])
    return OutOfFold(task.labels, distinct, of_row[first], probabilities)
