"""Queues of tasks whose texts have several labels, or no version that tells of them."""

from __future__ import annotations

import numpy as np
import pytest

from label_review.queue.queue_texts import QueueTexts, TextRow
from label_review.queue.task_queue import QueueItem, TaskQueue, histogram
from label_review.queue.version_folds import VersionFolds
from tests.conftest import PROJECT_ROOT
from text_models.tasks.task import Task
from text_models.tasks.task_files import read_task

TASKS = PROJECT_ROOT / "settings" / "tasks"


@pytest.fixture
def tags() -> Task:
    return read_task(TASKS / "tags.toml").with_labels(("art", "food", "sport"))


def row(
    document_id: int, text: str, *, label: str | None = None, label_set: list[str] | None = None
) -> TextRow:
    return document_id, label, label_set, text


def test_a_text_with_several_labels(tags: Task) -> None:
    rows = [row(3, "a", label_set=["art"]), row(5, "b", label_set=[]), row(8, " A", label_set=["food"])]
    probabilities = np.array([[0.9, 0.75, 0.1], [0.1, 0.25, 0.05]])
    queue = TaskQueue(
        tags, QueueTexts.of(rows), VersionFolds("v", tags.labels, np.array([3, 5]), probabilities)
    )
    # 1 - .75 of food, which the first text has not; 1 - .25 of the second; nothing is known of the third.
    assert [queue.item(place) for place in range(3)] == [
        QueueItem(3, ("art",), ("art", "food"), 0.75, 0.25, ("label", "copies")),
        QueueItem(5, (), (), None, 0.75, ()),
        QueueItem(8, ("food",), (), None, None, ("copies",)),
    ]
    assert queue.order("doubtful").tolist() == [0, 1, 2]


def test_without_a_version_the_texts_come_by_chance() -> None:
    task = read_task(TASKS / "toxicity-ru.toml")
    queue = TaskQueue(
        task, QueueTexts.of(row(number, str(number), label="toxic") for number in range(1, 21)), None
    )
    assert sorted(queue.order("doubtful").tolist()) == list(range(20))
    assert queue.order("doubtful").tolist() == queue.order("random").tolist()
    assert queue.item(0) == QueueItem(1, ("toxic",), (), None, None, ())
    assert queue.version is None


def test_an_empty_queue() -> None:
    queue = TaskQueue(read_task(TASKS / "toxicity-ru.toml"), QueueTexts.of([]), None)
    assert len(queue) == 0
    assert queue.order("doubtful").tolist() == []
    assert queue.texts.place_of(1) is None


def test_a_label_that_the_version_does_not_know_has_no_quality() -> None:
    task = read_task(TASKS / "toxicity-ru.toml")
    folds = VersionFolds("v", task.labels, np.array([1, 2]), np.array([[0.9, 0.1], [0.4, 0.6]]))
    queue = TaskQueue(task, QueueTexts.of([row(1, "a", label="rude"), row(2, "b")]), folds)
    assert queue.item(0) == QueueItem(1, ("rude",), ("normal",), 0.9, None, ("label",))
    assert queue.item(1) == QueueItem(2, (), ("toxic",), 0.6, None, ())


def test_histogram() -> None:
    assert histogram(np.array([0.0, 0.1, 0.3, 0.55, 1.0, np.nan]), bins=4) == [2, 1, 1, 1]
