"""`text-models evaluate`: test texts, opened for one version."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from console.command_errors import reporting_errors
from settings import Settings
from text_models.cli.column_options import column_options, told_columns
from text_models.cli.encoder_option import encoder_option
from text_models.cli.model_settings import load_model_settings
from text_models.cli.openings import note_opening
from text_models.cli.reading_options import reading_choices, row_options
from text_models.cli.registry_connection import open_registry
from text_models.cli.task_texts_source import tell
from text_models.cli.versions.task_models import TaskModels, open_models, require_by_hand
from text_models.cli.versions.train import FILE


@click.command(
    epilog="""
    Texts that the version has learned from are left out and counted. The figures take the place of the
    version's earlier ones; the registry and the model card keep when which files were opened. Nothing is
    promoted.

    \b
    Example:
        text-models evaluate toxicity-ru 20260117T101500123-1f2e3d4c test.csv.gz
    """
)
@click.argument("task")
@click.argument("version")
@click.argument("files", nargs=-1, required=True, type=FILE)
@encoder_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@row_options
@column_options
def evaluate(task: str, *, version: str, files: Sequence[Path], as_json: bool, **given: Any) -> None:
    """Judge a VERSION of TASK on the test texts of FILES, beside the baselines and the champion."""
    from text_models.corpus.too_few_texts import TooFewTexts
    from text_models.ladder.ladder_table import ladder_table

    settings = load_model_settings()
    with reporting_errors(settings.data_dir):
        require_by_hand(task)
        with open_models(settings, task, version) as models:
            try:
                own_task, found = _evaluate(settings, models, version, files, given)
            except TooFewTexts as error:
                raise click.ClickException(str(error)) from error
    click.echo(json.dumps(found) if as_json else "\n".join(ladder_table(own_task, found)))


def _evaluate(
    settings: Settings, models: TaskModels, version: str, files: Sequence[Path], given: dict[str, Any]
) -> tuple[Any, dict[str, Any]]:
    from text_files.documents.file_layout import read_layouts
    from text_models.corpus.split import Part
    from text_models.reading.read_texts import read_texts
    from text_models.training.data_file import DataFile
    from text_models.training.open_test import open_test, texts_of_labels
    from text_models.training.standing_champion import standing_champion
    from text_models.versions.version_folder import VersionFolder
    from text_models.versions.version_task import version_task

    registry = open_registry(settings, models.task.name)
    folder = VersionFolder.read(models.folder, version)
    task = version_task(models.task, folder.model)
    notes: list[str] = []
    choices = reading_choices(given)
    texts = read_texts(
        models.task,
        [(file, Part.TEST) for file in files],
        read_layouts(settings.task_dirs, task.name),
        told_columns(given),
        notes=notes,
        leave_out_bad=choices.leave_out_bad,
        leave_out_empty=choices.leave_out_empty,
    )
    texts = texts_of_labels(task, texts)
    tell(notes)
    opened = [DataFile.of(file, Part.TEST) for file in files]
    champion = standing_champion(models.task, models.folder, _report)
    found, learned = open_test(task, folder, texts, opened, champion)
    if learned:
        click.echo(f"Left out: {learned:,} {task.noun} that the version has learned from.", err=True)
    registry.record(VersionFolder.read(models.folder, version))
    note_opening(registry, by="evaluate", files=files, rows=len(texts) - learned, models=[version])
    return task, found


def _report(line: str) -> None:
    click.echo(line, err=True)
