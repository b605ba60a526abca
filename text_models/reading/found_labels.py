"""The labels of a task that declares none: those of its training texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.reading.read_texts import BadTextsError
from text_models.tasks.task import Kind, Task

# Of a label that a larger share of the texts has, nothing can be learned, and rankings look good by it.
COMMON = 0.9
_SHOWN = 20


def with_found_labels(
    task: Task, texts: TaskTexts, notes: list[str], train: Sequence[int] | np.ndarray | None = None
) -> tuple[Task, TaskTexts]:
    """Return the task with labels, and the texts that have one of them.

    A task that declares labels comes back as it is, and its texts too. Else its labels are the `most_labels`
    most frequent ones (0: all) of the training texts, in the order of the alphabet; of equally frequent ones
    the first in it. Training texts are those at the places `train`, or else those whose files are for
    training. A text whose labels are all others is left out and counted in `notes`: they do not say that none
    of the task's fits. A text that was given an empty list stays, as that does say so.

    Raises TaskError for fewer than two labels or more than 10,000, and BadTextsError when a text that is not
    for training has the one label that no training text has: every answer to it would be wrong.
    """
    if task.labels:
        return task, texts
    rows = training_rows(texts) if train is None else train
    counts = count_labels(texts, rows)
    by_count = sorted(counts, key=lambda label: (-counts[label], label))
    found = task.with_labels(sorted(by_count[: task.most_labels or None]))
    chosen = frozenset(found.labels)
    notes += _common(task, counts, len(rows))
    if task.kind is not Kind.MULTI:
        _refuse_strangers(texts, counts)
    kept = [row for row, labels in enumerate(texts.labels) if not (own := _set_of(labels)) or own & chosen]
    if left_out := len(texts) - len(kept):
        are = "text has" if left_out == 1 else "texts have"
        notes.append(f"{left_out:,} {are} none of the {len(chosen):,} labels of task {task.name}: left out")
    narrowed = texts.take(kept)
    if task.kind is Kind.MULTI:
        labels: Any = [[label for label in labels if label in chosen] for labels in narrowed.labels]
        narrowed = replace(narrowed, labels=labels)
    return found, narrowed


def _common(task: Task, counts: Counter[str], texts: int) -> list[str]:
    """A sentence for each label that nearly every text of a task with several labels has."""
    common = [label for label, count in counts.items() if count > COMMON * texts]
    return [
        f"{counts[label]:,} of {texts:,} training texts have the label {label!a}: always answering it "
        "ranks well, as `majority` shows"
        for label in sorted(common if task.kind is Kind.MULTI else [])
    ]


def training_rows(texts: TaskTexts) -> list[int]:
    """Return the places of the texts whose files are for training."""
    return [row for row, part in enumerate(texts.given) if part is Part.TRAIN]


def count_labels(texts: TaskTexts, rows: Sequence[int] | np.ndarray) -> Counter[str]:
    """Return how many of the texts at these places have each label."""
    return Counter(label for row in rows for label in _set_of(texts.labels[int(row)]))


def _set_of(labels: str | Any) -> frozenset[str]:
    return frozenset([labels] if isinstance(labels, str) else labels)


def _refuse_strangers(texts: TaskTexts, known: Counter[str]) -> None:
    strangers = [row for row, label in enumerate(texts.labels) if label not in known]
    if strangers:
        row = strangers[0]
        labels = sorted(known)
        more = "…" if len(labels) > _SHOWN else ""
        raise BadTextsError(
            f"{texts.identities[row]} (a text for {texts.given[row]}) has the label {texts.labels[row]!a}, "
            f"which no training text has ({len(strangers):,} such texts); expected one of "
            f"{', '.join(labels[:_SHOWN])}{more}: add training texts with it, or leave these out."
        )
