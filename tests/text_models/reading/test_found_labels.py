"""A task that declares no labels has those of its training texts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.text_models.reading.text_files import MOOD
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.reading.found_labels import with_found_labels
from text_models.reading.learnable import require_learnable
from text_models.reading.read_texts import BadTextsError
from text_models.tasks.task import Kind, Task, TaskError

ANY = replace(MOOD, labels=())
TAGS = replace(MOOD, name="tags", kind=Kind.MULTI, labels=(), most_labels=2)


def texts_with(labels: Sequence[str] | Sequence[Collection[str]], test: int = 0) -> TaskTexts:
    """Texts that have these labels, the last `test` of them for the test."""
    count = len(labels)
    given = [Part.TRAIN] * (count - test) + [Part.TEST] * test
    none: list[str | None] = [None] * count
    return TaskTexts(
        identities=[f"f.csv:{row}" for row in range(1, count + 1)],
        texts=[f"text {row}" for row in range(1, count + 1)],
        labels=labels,
        authors=none,
        variants=none,
        languages=none,
        sources=["gold"] * count,
        weights=np.ones(count),
        given=given,
    )


def test_all_labels_of_the_training_texts_are_the_tasks() -> None:
    notes: list[str] = []
    texts = texts_with(["b", "a", "b", "a", "a"], test=1)

    task, same = with_found_labels(ANY, texts, notes)

    assert (task, list(same.labels), notes) == (
        replace(MOOD, labels=("a", "b")), ["b", "a", "b", "a", "a"], [],
    )  # fmt: skip


def test_declared_labels_stay() -> None:
    texts = texts_with(["glad", "sad"])
    assert with_found_labels(MOOD, texts, []) == (MOOD, texts)


def test_the_most_frequent_tags_are_those_of_training_and_others_are_taken_out() -> None:
    """`sky` is the most frequent of all texts, but not of those to learn from."""
    notes: list[str] = []
    texts = texts_with(
        [["sun", "sea"], ["sea", "art"], ["sun"], ["art"], [], ["sky"], ["sky", "sea"], ["sky"]], test=3
    )
    task, narrowed = with_found_labels(TAGS, texts, notes)

    assert task.labels == ("art", "sea"), "of three equally frequent ones the first in the alphabet"
    assert list(zip(narrowed.identities, narrowed.labels, strict=True)) == [
        ("f.csv:1", ["sea"]),
        ("f.csv:2", ["sea", "art"]),
        ("f.csv:4", ["art"]),
        ("f.csv:5", []),
        ("f.csv:7", ["sea"]),
    ]
    assert notes == ["3 texts have none of the 2 labels of task tags: left out"]


def test_labels_are_found_in_the_rows_that_are_learned_from() -> None:
    task, _ = with_found_labels(ANY, texts_with(["a", "b", "a", "b"]), [], train=np.array([0, 1]))
    assert task.labels == ("a", "b")


def test_a_label_unknown_in_training_is_named_with_its_text() -> None:
    texts = texts_with(["a", "b", "c", "d", "c"], test=3)
    with pytest.raises(BadTextsError) as refusal:
        with_found_labels(ANY, texts, [])

    assert str(refusal.value) == (
        "f.csv:3 (a text for test) has the label 'c', which no training text has (3 such texts); expected "
        "one of a, b: add training texts with it, or leave these out."
    )


def test_more_than_ten_thousand_labels_are_refused() -> None:
    texts = texts_with([f"label {row}" for row in range(10_001)])
    with pytest.raises(TaskError) as refusal:
        with_found_labels(ANY, texts, [])

    assert str(refusal.value) == (
        "Task mood has 10,001 labels; expected at most 10,000. Is the label's column one of numbers or "
        "texts? Or take the most frequent alone, by `most_labels`."
    )
    assert len(with_found_labels(replace(ANY, most_labels=50), texts, [])[0].labels) == 50


NOTHING_TO_LEARN: dict[str, tuple[Task, Any, str]] = {
    "one class": (
        MOOD, ["sad"] * 4,
        "The 4 training texts of task mood all have the label 'sad'; expected two labels or more: "
        "name files with other labels, or another column.",
    ),
    "a class with one row": (
        MOOD, ["sad", "sad", "glad"],
        "f.csv:3 is the one training text of task mood with the label 'glad'; expected two or more of each: "
        "add some, or leave this one out.",
    ),
    "tags with one row": (
        TAGS.with_labels(["a", "b", "c"]), [["a", "b"], ["a", "c"]],
        "f.csv:1 is the one training text of task tags with the label 'b' (2 such labels); expected two or "
        "more of each: add some, or leave this one out.",
    ),
    "no label at all": (
        TAGS.with_labels(["a", "b"]), [[], []],
        "The 2 training texts of task tags all have no label; expected two labels or more: name files with "
        "other labels, or another column.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("task", "labels", "message"), NOTHING_TO_LEARN.values(), ids=NOTHING_TO_LEARN.keys()
)
def test_texts_that_teach_nothing_are_refused(task: Task, labels: Any, message: str) -> None:
    with pytest.raises(BadTextsError) as refusal:
        require_learnable(task, texts_with(labels))

    assert str(refusal.value) == message


def test_rows_for_the_test_may_have_a_label_once() -> None:
    require_learnable(MOOD, texts_with(["sad", "sad", "glad", "glad", "glad"], test=1))
