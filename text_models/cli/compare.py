"""`text-models compare`: the rungs of a task, on texts out of files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from text_models.cli.column_options import column_options, told_columns
from text_models.cli.encoder_option import encoder_option
from text_models.cli.model_settings import load_model_settings
from text_models.cli.openings import tell_opening
from text_models.cli.reading_options import reading_choices, reading_options
from text_models.cli.task_texts_source import read_texts_of

if TYPE_CHECKING:
    from text_models.comparison.comparison import Comparison
    from text_models.comparison.comparison_options import ComparisonOptions
    from text_models.corpus.task_texts import TaskTexts
    from text_models.reading.stance_units import Unit
    from text_models.tasks.task import Task

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
PROTOCOLS = ("split", "weak-to-gold", "mono", "cross", "all")


@click.command(
    epilog="""
    Options are chosen on development data, without --dev a part of the training texts; then each rung is
    fitted once on both, and only then are the test texts opened, without --test another part of them (a
    fifth each, unless the task declares other `shares`). Equal and near-equal texts, and those of an
    author, stand on one side. Files are CSV, TSV, JSON lines or TASS XML, each may be gzip; a known
    layout of the task says which column is what.

    Votes are named by their members: vote_geometric=nb_lr+muse+bert.

    The first line says which rung is best on development data, or that a baseline wins. A rung that the
    budget or the memory does not allow is named and left out. With --out, a page index.html, comparison.json
    and split.csv (id,part) are kept there, whole or not at all. The registry, where there is one, remembers
    that the test texts were opened: text-models history TASK --tests.

    \b
    Example:
        text-models compare toxicity-ru --train train.csv.gz --fast --out comparison
        text-models compare sentiment-es --train train.tsv --test test.tsv --protocol cross --variant mx
    """
)
@click.argument("task")
@click.option(
    "--train", type=FILE, multiple=True, required=True, help="Texts to learn from; may be repeated."
)
@click.option("--dev", type=FILE, multiple=True, help="Texts to choose by; may be repeated.")
@click.option("--test", type=FILE, multiple=True, help="Texts to be tested on; may be repeated.")
@click.option(
    "--protocol",
    type=click.Choice(PROTOCOLS),
    default="split",
    show_default=True,
    help="Who learns from what: see docs/evaluation.md.",
)
@click.option("--variant", metavar="NAME", help="The variant to be tested on: mono, cross and all.")
@click.option("--models", metavar="NAME,…", help="The rungs to compare, or all.  [default: all but costly]")
@click.option("--fast", is_flag=True, help="Only rungs that are cheap.")
@click.option(
    "--seeds",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="How often a rung with chance is fitted; its probabilities are the mean.",
)
@click.option("--sizes", metavar="N,…", help="A learning curve over so many texts, such as 8,32,128,all.")
@click.option("--budget", metavar="TIME", help="The time for all of it, such as 90s, 20m or 2h.")
@click.option("--memory", metavar="SIZE", help="The memory that a rung may hold, such as 800m or 4g.")
@click.option(
    "--folds", type=click.IntRange(2, 100), help="Keep probabilities out of so many folds; needs --out."
)
@click.option("--aim", metavar="AIM", help="Choose thresholds: f1, precision=.95 or flag-rate=2%.")
@encoder_option
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="A folder to keep it in.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@reading_options
@column_options
def compare(
    task: str,
    *,
    train: Sequence[Path],
    dev: Sequence[Path],
    test: Sequence[Path],
    out: Path | None,
    as_json: bool,
    budget: str | None,
    **given: Any,
) -> None:
    """Compare the rungs of TASK on texts out of files."""
    from text_models.comparison.comparison_folder import comparison_folder
    from text_models.corpus.split import Part

    settings = load_model_settings()
    with reporting_errors(settings.data_dir):
        told, choices = told_columns(given), reading_choices(given)
        options = _options(given, budget, choices.unit)
        if options.folds and out is None:
            raise click.UsageError("--folds keeps probabilities in a folder: name it by --out.")
        files = [
            *((file, Part.TRAIN) for file in train),
            *((file, Part.DEV) for file in dev),
            *((file, Part.TEST) for file in test),
        ]
        with comparison_folder(out) if out else nullcontext() as folder:
            declared, texts = read_texts_of(settings, task, files, told, choices)
            comparison = _compare(declared, texts, options, folder, budget or "")
        _print(comparison, out, as_json=as_json)
        judged = list(comparison.test_predictions)
        rows = comparison.summary.rows[Part.TEST]
        tell_opening(settings, task, by="compare", files=test or train, rows=rows, models=judged)
    if comparison.faults:
        raise click.ClickException(
            f"Not compared, as something went wrong in the process: {', '.join(comparison.faults)}. "
            "Why is told above; run them again by --models."
        )


def _options(given: dict[str, Any], budget: str | None, unit: Unit) -> ComparisonOptions:
    from text_models.comparison.amounts import parse_bytes, parse_seconds, parse_sizes
    from text_models.comparison.comparison_options import ComparisonOptions
    from text_models.corpus.protocol import Protocol
    from text_models.metrics.thresholds.aim import Aim

    return ComparisonOptions(
        protocol=Protocol(given["protocol"]),
        variant=given["variant"],
        models=tuple(name.strip() for name in given["models"].split(",")) if given["models"] else (),
        is_fast=given["fast"],
        seeds=given["seeds"],
        sizes=parse_sizes(given["sizes"]) if given["sizes"] else (),
        budget_seconds=parse_seconds(budget) if budget else None,
        memory_bytes=parse_bytes(given["memory"]) if given["memory"] else None,
        folds=given["folds"] or 0,
        aim=Aim.parse(given["aim"]) if given["aim"] else None,
        by_author=unit == "author-k",
    )


def _compare(
    task: Task, texts: TaskTexts, options: ComparisonOptions, folder: Path | None, budget: str
) -> Comparison:
    """Compare; fill the folder, if there is one."""
    from text_models.comparison.compare_rungs import compare_rungs
    from text_models.comparison.compared_parts import ComparedParts
    from text_models.comparison.comparison_folder import FOLDS, write_comparison
    from text_models.reports.comparison_report import write_comparison_report

    parts = ComparedParts.deal(task, texts, options)
    comparison = compare_rungs(parts, options, report=_report, keep=folder and folder / FOLDS, budget=budget)
    if folder:
        write_comparison(folder, comparison, parts.split)
        write_comparison_report(comparison, parts, folder)
    return comparison


def _report(line: str) -> None:
    click.echo(line, err=True)


def _print(comparison: Comparison, out: Path | None, *, as_json: bool) -> None:
    from text_models.comparison.comparison_table import remarks, split_table, table_head, table_rows

    if as_json:
        click.echo(json.dumps(comparison.as_json(), allow_nan=False))
        return
    click.echo(comparison.first_line)
    click.echo(plain_table(table_head(comparison), list(table_rows(comparison))))
    split = split_table(comparison)
    click.echo(plain_table(split[0], split[1:]))
    for sentence in remarks(comparison):
        click.echo(sentence)
    if out:
        click.echo(f"Kept in {out}.")
