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


def read_texts_of(
    settings: Settings,
    name: str,
    files: Sequence[tuple[Path, Part]],
    told: ToldColumns,
    accounts: Path | None = None,
) -> tuple[Task, TaskTexts]:
    """Return a task, with the labels of its texts where it declares none, and the texts of the files.

    `accounts` is a file of weak labels by author. What a person should know of the texts is told on stderr.
    Raises a SentenceError that names the file and the row.
    """
    from text_files.documents.file_layout import read_layouts
    from text_models.reading.accounts import Accounts
    from text_models.reading.found_labels import with_found_labels
    from text_models.reading.read_texts import read_texts

    task = find_task(settings.task_dirs, name, settings.tasks_switched_on)
    notes: list[str] = []
    texts = read_texts(
        task,
        files,
        read_layouts(settings.task_dirs, name),
        told,
        notes=notes,
        accounts=Accounts.read(accounts) if accounts else None,
    )
    task, texts = with_found_labels(task, texts, notes)
    for note in notes:
        click.echo(f"{note}.", err=True)
    return task, texts
