"""Folds, and probabilities by a classifier that has not seen the text: planted, so that a leak would show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from text_models.classifiers.explanation import Part
from text_models.corpus.folds import OutOfFold, grouped_folds, out_of_fold
from text_models.corpus.labelled_texts import LabelledTexts
from text_models.corpus.text_groups import group_texts
from text_models.normalise import text_key
from text_models.tasks.task import Kind, Task

MOOD = Task("mood", "mood", Kind.SINGLE, ("calm", "cross"), ("macro_f1",), ("macro_f1",), ("majority",))


class Memory:
    """A classifier that is sure of a text that it has learned from, and of no other."""

    name, labels = "memory", MOOD.labels

    def __init__(self, texts: Sequence[str]) -> None:
        self.learned = set(texts)

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        seen = np.array([text in self.learned for text in texts], float)
        return np.column_stack([1 - seen, seen])

    def explain(self, text: str, label: str | None = None) -> list[Part]:
        raise NotImplementedError

    def save(self, folder: Path) -> None:
        raise NotImplementedError

    @classmethod
    def load(cls, folder: Path) -> Self:
        raise NotImplementedError


def corpus() -> LabelledTexts:
    """60 texts, the last 20 of which are the first 20 again, and a label that every third has."""
    texts = [f"{'abcdefghij'[row % 10] * 9} {'klmnopqrst'[row // 10 % 4] * 9}" for row in range(60)]
    return LabelledTexts(np.arange(60), texts, ["cross" if row % 3 == 0 else "calm" for row in range(60)])


def test_no_text_is_answered_by_who_learned_from_it() -> None:
    texts = corpus()
    groups = group_texts(texts.texts).tolist()
    learned: list[int] = []

    def fit(rows: LabelledTexts) -> Memory:
        learned.append(len(rows))
        return Memory(rows.texts)

    found = out_of_fold(MOOD, texts, groups, fit, 5)
    assert found.keys.tolist() == sorted({text_key(text) for text in texts.texts})
    assert found.probabilities.tolist() == [[1.0, 0.0]] * 40
    assert sum(learned) == 4 * 60
    folds = grouped_folds(MOOD, texts.labels, groups, 5)
    assert np.bincount(folds).tolist() == [12] * 5
    assert np.bincount(folds[::3]).tolist() == [4] * 5
    assert (folds[:20] == folds[40:]).all()


def test_they_are_kept_by_the_key_of_the_text(tmp_path: Path) -> None:
    kept = OutOfFold(
        MOOD.labels, np.array(["0a", "1b"]), np.array([1, 0]), np.array([[0.25, 0.75], [1.0, 0.0]])
    )
    kept.write(tmp_path / "out_of_fold.parquet")
    read = OutOfFold.read(MOOD, tmp_path / "out_of_fold.parquet")
    assert read.of(["1b", "0a", "1b"]).tolist() == [[1.0, 0.0], [0.25, 0.75], [1.0, 0.0]]
    assert (read.keys.tolist(), read.folds.tolist()) == (["0a", "1b"], [1, 0])
    with pytest.raises(KeyError, match="kept for text 1c"):
        read.of(["0a", "1c"])
    with pytest.raises(KeyError, match="kept for text zz"):
        read.of(["zz"])


def test_a_file_that_is_damaged_or_of_another_task_is_named(tmp_path: Path) -> None:
    path = tmp_path / "out_of_fold.parquet"
    path.write_bytes(b"PAR1 no more")
    with pytest.raises(ValueError, match="is no whole Parquet file"):
        OutOfFold.read(MOOD, path)
    other = OutOfFold(("a", "b"), np.array(["0a"]), np.array([0]), np.array([[0.5, 0.5]]))
    other.write(path)
    with pytest.raises(
        ValueError, match="text_key, fold, p_a, p_b; expected text_key, fold, p_calm, p_cross"
    ):
        OutOfFold.read(MOOD, path)


def test_equal_texts_in_two_groups_are_refused() -> None:
    texts = corpus()
    with pytest.raises(ValueError, match="Equal texts are in two groups"):
        out_of_fold(MOOD, texts, [str(row) for row in range(60)], lambda rows: Memory(rows.texts), 5)


@pytest.mark.parametrize("folds", [0, 1, 4])
def test_a_number_of_folds_that_cannot_be(folds: int) -> None:
    with pytest.raises(ValueError, match=rf"at most as many as groups of texts \(3\). Received: {folds}"):
        grouped_folds(MOOD, ["calm", "calm", "cross"], ["a", "b", "c"], folds)
