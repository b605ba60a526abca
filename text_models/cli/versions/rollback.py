"""`text-models rollback`: the champion before becomes champion again."""

from __future__ import annotations

import json
from functools import partial

import click

from console.command_errors import reporting_errors
from text_models.cli.model_settings import load_model_settings
from text_models.cli.registry_connection import open_registry
from text_models.cli.versions.task_models import open_models


@click.command()
@click.argument("task")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def rollback(task: str, *, as_json: bool) -> None:
    """Withdraw the champion: the one before it becomes champion again.

    Nothing is trained. The rollback is an event of its own in `text-models history`; a second one goes one
    champion further back.

    \b
    Example:
        text-models rollback toxicity-ru
    """
    from text_models.ladder.version_predictor import VersionPredictor
    from text_models.versions.champions.champion_event import previous_champion
    from text_models.versions.promotion import roll_back

    settings = load_model_settings()
    with reporting_errors(settings.data_dir):
        registry = open_registry(settings, task)
        before = previous_champion(registry.champion_events())
        with open_models(settings, task, *([before] if before else [])) as models:
            withdrawn, version = roll_back(
                models.task, registry, models.folder, partial(VersionPredictor.load, models.task)
            )
    if as_json:
        click.echo(json.dumps({"version": version, "withdrawn": withdrawn}))
    else:
        click.echo(f"Version {version} is the champion again; {withdrawn} is withdrawn.")
