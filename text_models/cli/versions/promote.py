"""`text-models promote`: choose the champion of a task by hand."""

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
@click.argument("version")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def promote(task: str, version: str, *, as_json: bool) -> None:
    """Make a version of a task the champion, an earlier one too.

    It answers from then on, and a new version has to beat it. The change is an event of `text-models
    history`.

    \b
    Example:
        text-models promote toxicity-ru 20260117T101500123-1f2e3d4c
    """
    from text_models.ladder.version_predictor import VersionPredictor
    from text_models.versions import promotion

    settings = load_model_settings()
    with reporting_errors(settings.data_dir), open_models(settings, task, version) as models:
        registry = open_registry(settings, task)
        before = promotion.promote(
            models.task, registry, models.folder, version, partial(VersionPredictor.load, models.task)
        )
    tell_promotion(version, before, as_json=as_json)


def tell_promotion(version: str, before: str | None, *, as_json: bool) -> None:
    """Print which version is the champion now, and which one was."""
    if as_json:
        click.echo(json.dumps({"version": version, "before": before}))
    elif before == version:
        click.echo(f"Version {version} was the champion already.")
    else:
        click.echo(f"Version {version} is the champion now; before, {before or 'there was none'}.")
