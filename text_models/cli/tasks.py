"""`text-models tasks`: which tasks are declared."""

from __future__ import annotations

import json

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import load_settings
from text_models.cli.task_record import TaskRecord, read_record
from text_models.tasks.task_files import find_task_files

HEAD = ("task", "kind", "labels", "languages", "yardstick", "file")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list, with everything declared.")
def tasks(*, as_json: bool) -> None:
    """The tasks that are declared.

    One line a task. A text of kind single or ordinal has one of the labels, one of kind multi any number. The
    yardstick is the metrics that decide which of two models is better.

    \b
    Example:
        text-models tasks
    """
    settings = load_settings()
    with reporting_errors(settings.data_dir):
        records = [read_record(file) for file in find_task_files(settings.task_dirs).values()]
    if as_json:
        click.echo(json.dumps(records))
    else:
        click.echo(plain_table(HEAD, [_cells(record) for record in records]))


def _cells(record: TaskRecord) -> tuple[str, ...]:
    return (
        record["name"],
        record["kind"],
        ", ".join(record["labels"]),
        ", ".join(record["languages"]) or "any",
        ", ".join(record["yardstick"]),
        record["file"],
    )
