"""`text-models history`: every change of a task's champion."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import load_settings
from text_models.cli.versions.registry_connection import open_registry
from text_models.cli.versions.task_models import open_models

HEAD = ("at", "who", "how", "from", "to", "why")


@click.command()
@click.argument("task")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def history(task: str, *, as_json: bool) -> None:
    """Every change of a task's champion, the latest last.

    One line a change: when and by which user, by the gate, by hand or by a rollback, from which version to
    which, and why. Lines are only ever added.

    \b
    Example:
        text-models history toxicity-ru
    """
    from text_models.versions.promotion import finish_promotion

    settings = load_settings()
    with reporting_errors(settings.data_dir), open_models(settings, task) as models:
        registry = open_registry(settings, task)
        finish_promotion(registry, models.folder)
        events = registry.champion_events()
    if as_json:
        click.echo(json.dumps([asdict(event) for event in events]))
    elif events:
        rows = [
            (event.at, event.who, event.change, event.before or "-", event.version, event.why)
            for event in events
        ]
        click.echo(plain_table(HEAD, rows))
    else:
        click.echo(f"Task {task} has had no champion yet.")
