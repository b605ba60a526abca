"""Labels as people write them, strings, and as arithmetic needs them, positions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from text_models.tasks.task import Kind, Task, TaskError

# One label a text, or a collection of any number of them.
Labels = Sequence[str] | Sequence[Collection[str]]


def truth_of(task: Task, labels: Labels) -> np.ndarray:
    """Return N texts' labels as metrics take them.

    Positions 0..C-1, shape (N,); for a task of kind multi bool, shape (N, C). Raises ValueError for a label
    that is none of the task's, or when the kind and the labels do not fit.
    """
    if task.kind is not Kind.MULTI:
        if strangers := [label for label in labels if not isinstance(label, str)]:
            raise TaskError(f"A text of task {task.name} has one label. Received: {strangers[0]!r}")
        return np.asarray(task.positions([label for label in labels if isinstance(label, str)]), np.int64)
    truth = np.zeros((len(labels), len(task.labels)), bool)
    for row, of_text in enumerate(labels):
        if isinstance(of_text, str):
            raise TaskError(f"A text of task {task.name} has a list of labels. Received: {of_text!r}")
        truth[row, task.positions(sorted(of_text))] = True
    return truth


def labels_of(task: Task, truth: np.ndarray) -> list[str] | list[list[str]]:
    """Return the labels that `truth_of` made positions of."""
    if task.kind is not Kind.MULTI:
        return [task.labels[position] for position in truth.tolist()]
    return [[task.labels[position] for position in np.flatnonzero(row)] for row in truth]
