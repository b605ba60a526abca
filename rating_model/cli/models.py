"""`rating-model models`: what the registry holds."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from console.command_errors import reporting_errors
from settings import load_settings
from text_models.cli.registry_connection import open_registry
from text_models.cli.versions.version_table import version_table


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list, with the gate's reasons.")
def models(*, as_json: bool) -> None:
    """The versions of the model, the champion marked.

    One line a version, the latest last, * before the champion. The metrics are those of the version's own
    predictor on the evaluation reviews of its day; docs/evaluation.md says what they mean.

    \b
    Example:
        rating-model models
    """
    settings = load_settings()
    with reporting_errors(settings.data_dir):
        versions = open_registry(settings, "rating").versions()
    if as_json:
        click.echo(json.dumps([asdict(version) for version in versions]))
    elif versions:
        from rating_model.rating_task import rating_task

        click.echo(version_table(rating_task(), versions))
    else:
        click.echo("No version is registered yet: the pipeline registers one a run.")
