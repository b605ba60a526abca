"""Whether there is something to learn from texts, asked before anything is fitted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from text_models.corpus.task_texts import TaskTexts
from text_models.reading.found_labels import count_labels, training_rows
from text_models.reading.read_texts import BadTextsError
from text_models.tasks.task import Task

FEWEST_ROWS = 2


def require_learnable(task: Task, texts: TaskTexts, train: Sequence[int] | np.ndarray | None = None) -> None:
    """Return when two labels or more occur in the training texts, each in two rows or more.

    Training texts are those at the places `train`, or else those whose files are for training. A label in one
    row cannot be both learned and judged. A declared label that no training text has is no hindrance: it gets
    probability 0. Raises BadTextsError, which names the label and its row.
    """
    rows = training_rows(texts) if train is None else [int(row) for row in train]
    counts = count_labels(texts, rows)
    if len(counts) < FEWEST_ROWS:
        found = f"the label {next(iter(counts))!a}" if counts else "no label"
        raise BadTextsError(
            f"The {len(rows):,} training texts of task {task.name} all have {found}; expected two labels "
            "or more: name files with other labels, or another column."
        )
    rare = sorted(label for label, count in counts.items() if count < FEWEST_ROWS)
    if rare:
        row = next(row for row in rows if rare[0] in _labels(texts, row))
        others = f" ({len(rare):,} such labels)" if len(rare) > 1 else ""
        raise BadTextsError(
            f"{texts.identities[row]} is the one training text of task {task.name} with the label "
            f"{rare[0]!a}{others}; expected two or more of each: add some, or leave this one out."
        )


def _labels(texts: TaskTexts, row: int) -> list[str]:
    labels = texts.labels[row]
    return [labels] if isinstance(labels, str) else list(labels)
