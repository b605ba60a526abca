"""A declared task, and its texts out of files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from settings import Settings
from text_models.tasks.task import Task, TaskError
from text_models.tasks.task_files import find_task_files, read_task

if TYPE_CHECKING:
    from text_files.documents.layout_choice import ToldColumns
    from text_models.corpus.split import Part
    from text_models.corpus.task_texts import TaskTexts


def find_task_file(settings: Settings, name: str) -> Path:
    """Return the file that declares a task. Raises TaskError, naming the declared ones, when none does."""
    files = find_task_files(settings.task_dirs)
    if name not in files:
        raise TaskError(
            f"There is no task {name!r}; declared: {', '.join(files)}. "
            f"A task of your own is a file {settings.task_dirs[-1]}/NAME.toml."
        )
    return files[name]


def read_texts_of(
    settings: Settings, name: str, files: Sequence[tuple[Path, Part]], told: ToldColumns
) -> tuple[Task, TaskTexts]:
    """Return a task and the texts of its files; what a person should know of them is told on stderr.

    Raises a SentenceError that names the file and the row.
    """
    from text_files.documents.file_layout import read_layouts
    from text_models.reading.read_texts import read_texts

    task = read_task(find_task_file(settings, name))
    notes: list[str] = []
    texts = read_texts(task, files, read_layouts(settings.task_dirs, name), told, notes=notes)
    for note in notes:
        click.echo(f"{note}.", err=True)
    return task, texts
