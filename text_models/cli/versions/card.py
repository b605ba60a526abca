"""`text-models card`: the model card of a version."""

from __future__ import annotations

import click

from console.command_errors import reporting_errors
from text_models.cli.model_settings import load_model_settings
from text_models.cli.versions.task_models import champion_or, open_models


@click.command()
@click.argument("task")
@click.argument("version", required=False)
def card(task: str, version: str | None) -> None:
    """The model card of a version, or of the champion, as Markdown.

    Data with digests, splits and shares of labels, figures with intervals beside the baseline, limits,
    licences, libraries with versions. It is printed, and written as card.md into the version's folder.

    \b
    Example:
        text-models card toxicity-ru
    """
    from text_models.versions.model_card import model_card, write_card
    from text_models.versions.version_folder import VersionFolder

    settings = load_model_settings()
    named = [version] if version is not None else []
    with reporting_errors(settings.data_dir), open_models(settings, task, *named) as models:
        folder = VersionFolder.read(models.folder, champion_or(models, version))
        write_card(models.task, folder)
        click.echo(model_card(models.task, folder), nl=False)
