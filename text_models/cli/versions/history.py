"""`text-models history`: every change of a task's champion, and every look at its test texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from text_models.cli.model_settings import load_model_settings
from text_models.cli.registry_connection import open_registry
from text_models.cli.versions.task_models import open_models

if TYPE_CHECKING:
    from text_models.versions.champions.champion_event import ChampionEvent
    from text_models.versions.events.opening import Opening

HEAD = ("at", "who", "how", "from", "to", "why")
OPENINGS_HEAD = ("at", "who", "by", "texts", "files", "models")


@click.command()
@click.argument("task")
@click.option("--tests", is_flag=True, help="Instead: every time that test texts were opened.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def history(task: str, *, tests: bool, as_json: bool) -> None:
    """Every change of a task's champion, the latest last.

    One line a change: when and by which user, by the gate, by hand or by a rollback, from which version to
    which, and why. With --tests, a line for each time that test texts were opened: by which command, how
    many, out of which files, for which rungs or version. Lines are only ever added.

    \b
    Example:
        text-models history toxicity-ru
        text-models history toxicity-ru --tests
    """
    from text_models.versions.promotion import finish_promotion

    settings = load_model_settings()
    with reporting_errors(settings.data_dir), open_models(settings, task) as models:
        registry = open_registry(settings, task)
        finish_promotion(registry, models.folder)
        events: Sequence[ChampionEvent | Opening]
        events = registry.openings() if tests else registry.champion_events()
    if as_json:
        click.echo(json.dumps([asdict(event) for event in events]))
    elif events:
        head = OPENINGS_HEAD if tests else HEAD
        click.echo(plain_table(head, [_row(event) for event in events]))
    elif tests:
        click.echo(f"No test texts of task {task} have been opened yet.")
    else:
        click.echo(f"Task {task} has had no champion yet.")


def _row(event: ChampionEvent | Opening) -> tuple[str, ...]:
    from text_models.versions.events.opening import Opening

    if isinstance(event, Opening):
        files = ", ".join(file.name for file in event.files)
        return (event.at, event.who, event.by, f"{event.rows:,}", files, ", ".join(event.models))
    return (event.at, event.who, event.change, event.before or "-", event.version, event.why)
