"""The one door to texts that rungs learn from: read, labelled, cut into units, masked, and found enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from text_files.documents.accounts import Accounts
from text_files.documents.file_layout import FileLayout
from text_files.documents.layout_choice import ToldColumns
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.reading.found_labels import with_found_labels
from text_models.reading.hashtags import mask_labels
from text_models.reading.learnable import require_learnable
from text_models.reading.read_texts import read_texts
from text_models.reading.stance_units import Unit, units_of
from text_models.tasks.task import Kind, Task, TaskError


@dataclass(frozen=True)
class ReadingChoices:
    """What somebody chooses about the texts of files.

    `accounts` is a file of weak labels by author. `leave_out_bad` and `leave_out_empty` count bad rows, or
    empty texts, instead of refusing all. `mask_labels` takes the words that are labels out of the texts.
    `unit` is what gets one label.
    """

    accounts: Path | None = None
    leave_out_bad: bool = False
    leave_out_empty: bool = False
    mask_labels: bool = False
    unit: Unit = Unit.TEXT


def read_for_learning(
    task: Task,
    files: Sequence[tuple[Path, Part]],
    layouts: Sequence[FileLayout],
    told: ToldColumns,
    choices: ReadingChoices,
    *,
    notes: list[str],
) -> tuple[Task, TaskTexts]:
    """Return the task, with labels, and its texts, of which there are enough to learn from.

    See `read_with_labels`. Raises TaskError, too, when a label cannot be learned.
    """
    task, texts = read_with_labels(task, files, layouts, told, choices, notes=notes)
    require_learnable(task, texts)
    return task, texts


def read_with_labels(
    task: Task,
    files: Sequence[tuple[Path, Part]],
    layouts: Sequence[FileLayout],
    told: ToldColumns,
    choices: ReadingChoices,
    *,
    notes: list[str],
) -> tuple[Task, TaskTexts]:
    """Return the task, with labels, and its texts; what a person should know is added to `notes`.

    Raises TaskError, BadTextsError, AccountsError, UnreadableTextsError and LayoutError, each a sentence.
    """
    if choices.mask_labels and task.kind is not Kind.MULTI:
        raise TaskError(
            f"Task {task.name} is of kind {task.kind}, whose labels are no words of the texts; only those of "
            "kind multi can be masked."
        )
    texts = read_texts(
        task,
        files,
        layouts,
        replace(told, labels_elsewhere=choices.accounts is not None),
        notes=notes,
        accounts=Accounts.read(choices.accounts) if choices.accounts else None,
        leave_out_bad=choices.leave_out_bad,
        leave_out_empty=choices.leave_out_empty or choices.unit is Unit.DESCRIPTION,
    )
    task, texts = with_found_labels(task, texts, notes)
    texts = units_of(texts, choices.unit, notes)
    if choices.mask_labels:
        texts = mask_labels(task, texts, notes)
    return task, texts
