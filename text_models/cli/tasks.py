"""`text-models tasks`: which tasks are declared."""

from __future__ import annotations

import json

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import load_settings
from text_models.cli.task_record import TaskRecord, read_record
from text_models.tasks.switched_on import SETTING
from text_models.tasks.task_files import find_task_files

HEAD = ("task", "kind", "labels", "languages", "yardstick", "file")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list, with everything declared.")
def tasks(*, as_json: bool) -> None:
    """The tasks that are declared.

    One line a task. A text of kind single or ordinal has one of the labels, one of kind multi any number. The
    yardstick is the metrics that decide which of two models is better. Below the table stand the tasks
    that are off until somebody switches them on, and why.

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
        for record in records:
            if record["off"]:
                is_on = record["name"] in settings.tasks_switched_on
                how = f"{SETTING} has it" if is_on else f"{SETTING}={record['name']} switches it on"
                click.echo(f"{record['name']} is {'on' if is_on else 'off'}: {record['off']}; {how}")


def _cells(record: TaskRecord) -> tuple[str, ...]:
    return (
        record["name"],
        record["kind"],
        ", ".join(record["labels"]) or _found_labels(record),
        ", ".join(record["languages"]) or "any",
        ", ".join(record["yardstick"]),
        record["file"],
    )


def _found_labels(record: TaskRecord) -> str:
    """What a task has that declares no labels."""
    which = f"the {record['most_labels']} most frequent" if record["most_labels"] else "those"
    return f"{which} of the training texts"
