"""`text-models bias`: how a version treats texts that name groups of people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import Settings
from text_models.cli.column_options import column_options, told_columns
from text_models.cli.encoder_option import encoder_option
from text_models.cli.model_settings import load_model_settings
from text_models.cli.task_texts_source import tell
from text_models.cli.versions.task_models import TaskModels, champion_or, open_models
from text_models.cli.versions.train import FILE

if TYPE_CHECKING:
    from text_models.bias.measured_bias import MeasuredBias


@click.command(
    epilog="""
    The figures are kept with the version as bias.json, and its card shows them. Texts that the version has
    learned from are not left out: take templates, or a test file.

    \b
    Example:
        text-models bias toxicity-en madlibs.csv.gz --text-column Text --label-column Label --positive BAD
    """
)
@click.argument("task")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--version", metavar="VERSION", help="Ask this version. Default: the champion.")
@click.option("--label", metavar="LABEL", help="The label asked about. Default: the last one of two.")
@click.option("--positive", metavar="VALUE", help="What stands for that label in FILES. Default: the label.")
@click.option("--terms", type=FILE, help='TOML with terms = ["…"]. Default: those of the language.')
@encoder_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@column_options
def bias(task: str, *, files: Sequence[Path], as_json: bool, **given: Any) -> None:
    """Measure unintended bias of TASK's champion on labelled texts that name groups of people.

    For each identity term: how well the version's scores tell texts with the label from texts without it
    among those that name the term, and against all other texts (subgroup, BPSN and BNSP AUC of Borkan et al.
    2019), with 95 % intervals.
    """
    from text_models.bias.bias_table import HEADINGS, bias_notes, bias_rows

    settings = load_model_settings()
    with reporting_errors(settings.data_dir), open_models(settings, task, *_named(given)) as models:
        found = _measured(settings, models, files, given)
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    table = plain_table(list(HEADINGS), [list(row) for row in bias_rows(found)], None)
    click.echo("\n".join([*bias_notes(found), "", table]))


def _named(given: dict[str, Any]) -> list[str]:
    return [] if given["version"] is None else [given["version"]]


def _measured(
    settings: Settings, models: TaskModels, files: Sequence[Path], given: dict[str, Any]
) -> MeasuredBias:
    import numpy as np

    from text_files.documents.file_layout import read_layouts
    from text_models.bias.identity_terms import read_terms
    from text_models.bias.measured_bias import measure_bias
    from text_models.corpus.split import Part
    from text_models.ladder.version_predictor import TWO_LABELS, VersionPredictor
    from text_models.reading.read_texts import read_texts
    from text_models.training.data_file import DataFile
    from text_models.versions.model_card import write_card
    from text_models.versions.version_folder import VersionFolder

    folder = VersionFolder.read(models.folder, champion_or(models, given["version"]))
    predictor = VersionPredictor.load(models.task, folder)
    labels = predictor.task.labels
    label = given["label"] or (labels[-1] if len(labels) == TWO_LABELS else "")
    if not label:
        raise click.UsageError(f"Say which label is asked about, --label: {', '.join(labels)}.")
    if label not in labels:
        raise click.UsageError(f"{label!r} is no label of the version: choose {', '.join(labels)}.")
    terms = read_terms(given["terms"] or _terms_of(settings, models))
    # A file may call its labels anything, of which one is asked about.
    of_any_labels = replace(models.task, labels=()) if given["positive"] else models.task
    notes: list[str] = []
    layouts = read_layouts(settings.task_dirs, models.task.name)
    texts = read_texts(
        of_any_labels, [(file, Part.TEST) for file in files], layouts, told_columns(given), notes=notes
    )
    tell(notes)
    wanted = given["positive"] or label
    has_label = np.array([wanted in own if isinstance(own, list) else own == wanted for own in texts.labels])
    asked = predictor.predict_each(enumerate(texts.texts))
    scores = np.array([answer.probabilities[label] for _, answer in asked])
    opened = [DataFile.of(file, Part.TEST).as_json() for file in files]
    found = measure_bias(scores, has_label, texts.texts, terms, label, files=opened)
    found.write(folder.path)
    write_card(models.task, folder)
    return found


def _terms_of(settings: Settings, models: TaskModels) -> Path:
    """The file of terms of the task's first language. Raises UsageError if there is none."""
    terms_dir = settings.project_root / "settings" / "identity_terms"
    language = models.task.languages[0] if models.task.languages else ""
    file = terms_dir / f"{language}.toml"
    if not language or not file.is_file():
        known = ", ".join(sorted(path.stem for path in terms_dir.glob("*.toml")))
        raise click.UsageError(
            f"There are no identity terms for {language or 'a task without a language'}, only for {known}: "
            'name a file with --terms, TOML with terms = ["…"].'
        )
    return file
