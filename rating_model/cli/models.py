"""`rating-model models`: what the registry holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from rating_model.cli.registry_connection import open_registry
from settings import load_settings

if TYPE_CHECKING:
    from text_models.versions.registry import RegisteredVersion


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
        versions = open_registry(settings).versions()
    if as_json:
        click.echo(json.dumps([asdict(version) for version in versions]))
    elif versions:
        titles = _metric_titles()
        head = ("", "version", "predicts with", *titles.values(), "judged on", "trained at", "code")
        click.echo(plain_table(head, [_cells(version, titles) for version in versions]))
    else:
        click.echo("No version is registered yet: the pipeline registers one a run.")


def _metric_titles() -> dict[str, str]:
    """The title of each metric, those of the yardstick first."""
    from rating_model.rating_task import rating_task
    from text_models.metrics.metric_set import MetricSet

    task = rating_task()
    titles = MetricSet.of(task).titles(task.unit)
    return {name: titles[name] for name in dict.fromkeys([*task.yardstick, *titles])}


def _cells(version: RegisteredVersion, metrics: Iterable[str]) -> tuple[str | int, ...]:
    return (
        "*" if version.is_champion else "",
        version.version,
        version.predictor,
        *(f"{version.metrics[name]:.3f}" for name in metrics),
        version.rows,
        version.trained_at,
        version.code_version[:12],
    )
