"""A declared task with its texts, out of files that a command was given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from settings import Settings
from text_models.tasks.task import Task
from text_models.tasks.task_files import find_task

if TYPE_CHECKING:
    from text_files.documents.layout_choice import ToldColumns
    from text_models.corpus.split import Part
    from text_models.corpus.task_texts import TaskTexts
    from text_models.reading.read_for_learning import ReadingChoices


def read_texts_of(
    settings: Settings,
    name: str,
    files: Sequence[tuple[Path, Part]],
    told: ToldColumns,
    choices: ReadingChoices,
    *,
    learns: bool = True,
) -> tuple[Task, TaskTexts]:
    """Return a task, with the labels of its texts where it declares none, and the texts of the files.

    What a person should know of the texts is told on stderr. `learns`: there must be enough of each label to
    learn from. Raises a SentenceError that names the file and the row.
    """
    from text_files.documents.file_layout import read_layouts
    from text_models.reading.read_for_learning import read_for_learning, read_with_labels

    task = find_task(settings.task_dirs, name, settings.tasks_switched_on)
    notes: list[str] = []
    read = read_for_learning if learns else read_with_labels
    task, texts = read(task, files, read_layouts(settings.task_dirs, name), told, choices, notes=notes)
    tell(notes)
    return task, texts


def tell(notes: Sequence[str]) -> None:
    """Print sentences about texts on stderr."""
    for note in notes:
        click.echo(f"{note}.", err=True)
