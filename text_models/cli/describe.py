"""`text-models describe`: everything that is declared of a task."""

from __future__ import annotations

import json

import click

from console.command_errors import reporting_errors
from settings import load_settings
from text_models.cli.task_record import read_record
from text_models.tasks.task import TaskError
from text_models.tasks.task_files import find_task_files


@click.command()
@click.argument("task")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def describe(task: str, *, as_json: bool) -> None:
    """Everything that is declared of a task.

    A value a line: its labels, the metrics that are computed, those that decide, and the classifiers of its
    ladder, the simplest first.

    \b
    Example:
        text-models describe rating
    """
    settings = load_settings()
    with reporting_errors(settings.data_dir):
        files = find_task_files(settings.task_dirs)
        if task not in files:
            raise TaskError(
                f"There is no task {task!r}; declared: {', '.join(files)}. "
                f"A task of your own is a file {settings.task_dirs[-1]}/NAME.toml."
            )
        record = read_record(files[task])
    if as_json:
        click.echo(json.dumps(record))
        return
    for name, value in record.items():
        click.echo(f"{name:12} {_spelled_out(value)}".rstrip())


def _spelled_out(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)
