"""`text-models migration learn`: models of the attributes, from a site's stored answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from text_models.cli.model_settings import load_model_settings
from text_models.cli.openings import note_opening
from text_models.cli.registry_connection import open_registry
from text_models.cli.versions.task_models import TaskModels, open_models

if TYPE_CHECKING:
    from settings import Settings
    from text_models.migration.fold_figures import AttributeFigures

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
HEAD = ("attribute", "comments", "score >= .5", "AUC", "correlation", "flips at .5")
DASH = "-"


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--task",
    default="perspective-en",
    show_default=True,
    help="Whose labels are the attributes, whose languages the answers'.",
)
@click.option("--licence", metavar="TEXT", default="", help="The licence of the data, for the model card.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def learn(file: Path, *, task: str, licence: str, as_json: bool) -> None:
    """Train a version that scores as the stored answers of FILE did.

    Read your provider's terms first: whether its answers may be learned from is between you and it.

    One regression an attribute, on TF-IDF of words and characters. Printed is what it reaches in 5 folds, on
    comments that it has not learned from; then who predicts, and what the gate decided and why. Answers in
    other languages, errors, and those that lack an attribute that half of them have, are left out and
    counted.

    \b
    Example:
        text-models migration learn answers.jsonl.gz --licence "our own forum"
    """
    from text_models.corpus.too_few_texts import TooFewTexts

    settings = load_model_settings()
    with reporting_errors(settings.data_dir), open_models(settings, task) as models:
        try:
            told = _learn(settings, models, file, licence)
        except TooFewTexts as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({**told, "folds": [figures._asdict() for figures in told["folds"]]}))
        return
    click.echo(plain_table(HEAD, [_row(figures) for figures in told["folds"]]))
    click.echo(_mean(told["mean_auc"]))
    click.echo(f"{told['first_line']}\n{told['reason']}")


def _learn(settings: Settings, models: TaskModels, file: Path, licence: str) -> dict[str, Any]:
    """Measure, train, record, promote or not; what there is to tell."""
    from text_models.corpus.split import Part
    from text_models.migration.fold_figures import fold_figures
    from text_models.migration.learn_scores import learn_scores
    from text_models.migration.scored_texts import ScoredTexts
    from text_models.migration.stored_answers import read_answers
    from text_models.training.data_file import DataFile
    from text_models.training.standing_champion import standing_champion
    from text_models.training.train_version import one_training
    from text_models.training.training_options import TrainingOptions
    from text_models.versions.code_version import code_version
    from text_models.versions.promotion import finish_promotion, promote_if_better

    registry = open_registry(settings, models.task.name)
    answers, unread = read_answers(file)
    scored = ScoredTexts.of(models.task, answers)
    for reason, count in (unread + scored.left_out).items():
        _report(f"Left out: {count:,} lines, {reason}.")
    folds = fold_figures(scored)
    areas = [figures.auc for figures in folds if figures.auc is not None]
    mean = sum(areas) / len(areas) if areas else None
    with one_training(models.task, models.folder):
        finish_promotion(registry, models.folder)
        version = learn_scores(
            scored,
            DataFile.of(file, Part.TRAIN),
            models.folder,
            TrainingOptions(licence=licence),
            code_version=code_version(),
            champion=standing_champion(models.task, models.folder, _report),
            noted={"folds": [figures._asdict() for figures in folds]},
            report=_report,
        )
        decision = promote_if_better(models.task, registry, models.folder, version.name)
        note_opening(
            registry,
            by="migration learn",
            files=[file],
            rows=version.evaluation["rows"],
            models=[version.name],
        )
    return {
        "version": version.name,
        "folds": folds,
        "mean_auc": mean,
        "first_line": version.evaluation["first_line"],
        **decision._asdict(),
    }


def _row(figures: AttributeFigures) -> tuple[str, ...]:
    return (
        figures.attribute,
        f"{figures.texts:,}",
        f"{figures.positives:,}",
        DASH if figures.auc is None else f"{figures.auc:.3f}",
        DASH if figures.correlation is None else f"{figures.correlation:.3f}",
        f"{figures.flips:,} ({figures.flips / figures.texts:.1%})",
    )


def _mean(area: float | None) -> str:
    if area is None:
        return "No attribute has comments on both sides of .5: no AUC can be measured."
    return f"Mean AUC in 5 folds: {area:.3f}."


def _report(line: str) -> None:
    click.echo(line, err=True)
