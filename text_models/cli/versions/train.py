"""`text-models train`: a version of a task's model, from files of texts to the gate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command_errors import reporting_errors
from settings import Settings
from text_models.cli.column_options import column_options, told_columns
from text_models.cli.encoder_option import encoder_option
from text_models.cli.model_settings import load_model_settings
from text_models.cli.openings import note_opening
from text_models.cli.reading_options import reading_choices, reading_options
from text_models.cli.registry_connection import open_registry
from text_models.cli.task_texts_source import read_texts_of
from text_models.cli.versions.task_models import TaskModels, open_models, require_by_hand

if TYPE_CHECKING:
    from text_models.corpus.split import Part
    from text_models.training.training_options import TrainingOptions

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
PROTOCOLS = ("split", "weak-to-gold", "mono", "cross", "all")
MOST_SEED = 2**31 - 1


@click.command(
    epilog="""
    A fifth of the texts is the test part, a fifth of the rest the development part, unless the task
    declares other `shares`, or --test and --dev name them; equal and near-equal texts, and those of an
    author, stand on one side. The classifier that is best on the development part learns once more from
    both, and is judged on the test part. The version lies in DATA_DIR/models/TASK, whole or not at all,
    with a model card. It becomes champion if it is better beyond chance: docs/text_versions.md. One
    training of a task at a time.

    \b
    Example:
        text-models train toxicity-ru train.csv.gz
        text-models train sentiment-es train.tsv --test test.tsv --models nb_lr,nb_counts
    """
)
@click.argument("task")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--dev", type=FILE, multiple=True, help="Texts to choose by; may be repeated.")
@click.option("--test", type=FILE, multiple=True, help="Texts to be judged on; may be repeated.")
@click.option(
    "--protocol",
    type=click.Choice(PROTOCOLS),
    default="split",
    show_default=True,
    help="Who learns from what: see docs/evaluation.md.",
)
@click.option("--variant", metavar="NAME", help="The variant to be tested on: mono, cross and all.")
@encoder_option
@click.option(
    "--models", metavar="NAME,…", help="The rungs to choose among, or all.  [default: all but costly]"
)
@click.option("--aim", metavar="AIM", help="Choose thresholds: f1, precision=.95 or flag-rate=2%.")
@click.option("--licence", metavar="TEXT", default="", help="The licence of the data, for the model card.")
@click.option(
    "--seed",
    type=click.IntRange(0, MOST_SEED),
    default=0,
    show_default=True,
    help="Deals the texts out to the parts.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@reading_options
@column_options
def train(
    task: str,
    *,
    files: Sequence[Path],
    dev: Sequence[Path],
    test: Sequence[Path],
    as_json: bool,
    **given: Any,
) -> None:
    """Train a version of TASK on the texts of FILES, and promote it if it is better.

    Prints who predicts with which figures on the test part, then what the gate decided and why.
    """
    from text_models.corpus.split import Part
    from text_models.corpus.too_few_texts import TooFewTexts

    settings = load_model_settings()
    with reporting_errors(settings.data_dir):
        named = [(file, Part.TRAIN) for file in files]
        named += [(file, Part.DEV) for file in dev] + [(file, Part.TEST) for file in test]
        require_by_hand(task)
        with open_models(settings, task) as models:
            try:
                told = _train(settings, models, named, given)
            except TooFewTexts as error:
                raise click.ClickException(str(error)) from error
    click.echo(json.dumps(told) if as_json else f"{told['first_line']}\n{told['reason']}")


def _train(
    settings: Settings, models: TaskModels, files: Sequence[tuple[Path, Part]], given: dict[str, Any]
) -> dict[str, Any]:
    """Train, record, promote or not; what there is to tell."""
    from text_models.corpus.split import Part
    from text_models.training.data_file import DataFile
    from text_models.training.standing_champion import standing_champion
    from text_models.training.train_version import one_training, train_version
    from text_models.versions.code_version import code_version
    from text_models.versions.promotion import finish_promotion, promote_if_better

    told, choices = told_columns(given), reading_choices(given)
    options = _options(given)
    # Before anything is learned that could not be recorded.
    registry = open_registry(settings, models.task.name)
    with one_training(models.task, models.folder):
        finish_promotion(registry, models.folder)
        task, texts = read_texts_of(settings, models.task.name, files, told, choices)
        version = train_version(
            task,
            texts,
            [DataFile.of(path, part) for path, part in files],
            models.folder,
            options,
            code_version=code_version(),
            champion=standing_champion(models.task, models.folder, _report),
            report=_report,
        )
        decision = promote_if_better(task, registry, models.folder, version.name)
        named = [path for path, part in files if part is Part.TEST] or [path for path, _ in files]
        rows = version.evaluation["rows"]
        note_opening(registry, by="train", files=named, rows=rows, models=[version.name])
    return {
        "version": version.name,
        "predictor": version.predictor,
        "first_line": version.evaluation["first_line"],
        **decision._asdict(),
    }


def _options(given: dict[str, Any]) -> TrainingOptions:
    from text_models.corpus.protocol import Protocol
    from text_models.metrics.thresholds.aim import Aim
    from text_models.training.training_options import TrainingOptions

    return TrainingOptions(
        protocol=Protocol(given["protocol"]),
        variant=given["variant"],
        models=tuple(name.strip() for name in given["models"].split(",")) if given["models"] else (),
        aim=Aim.parse(given["aim"]) if given["aim"] else None,
        licence=given["licence"],
        seed=given["seed"],
    )


def _report(line: str) -> None:
    click.echo(line, err=True)
