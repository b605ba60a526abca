"""`text-models models`: what the registry holds of a task."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from console.command_errors import reporting_errors
from settings import load_settings
from text_models.cli.registry_connection import open_registry
from text_models.cli.versions.task_models import open_models
from text_models.cli.versions.version_table import version_table


@click.command()
@click.argument("task")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list, with the gate's reasons.")
def models(task: str, *, as_json: bool) -> None:
    """The versions of a task's model, the champion marked.

    One line a version, the latest last, * before the champion. The metrics are those of the version's own
    classifier on the test texts of its day; docs/evaluation.md says what they mean.

    \b
    Example:
        text-models models toxicity-ru
    """
    from text_models.versions.promotion import finish_promotion

    settings = load_settings()
    with reporting_errors(settings.data_dir), open_models(settings, task) as found:
        registry = open_registry(settings, task)
        finish_promotion(registry, found.folder)
        versions = registry.versions()
    if as_json:
        click.echo(json.dumps([asdict(version) for version in versions]))
    elif versions:
        click.echo(version_table(found.task, versions))
    else:
        click.echo(f"No version of task {task} is registered yet: `text-models train` registers one.")
