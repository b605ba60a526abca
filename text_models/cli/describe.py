"""`text-models describe`: everything that is declared of a task, or what there is to know of its texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import Settings, load_settings
from text_models.cli.column_options import column_options, told_columns
from text_models.cli.reading_options import reading_choices, row_options
from text_models.cli.task_record import read_record
from text_models.cli.task_texts_source import read_texts_of
from text_models.tasks.task import TaskError
from text_models.tasks.task_files import find_task_files

if TYPE_CHECKING:
    from text_models.data_report.data_report import DataReport

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(
    epilog="""
    Without files, a value a line: its labels, the metrics that are computed, those that decide, and the
    classifiers of its ladder, the simplest first.

    With files, rows, labels by part and variant, lengths, frequent words, equal and contradicting texts, and
    which words of development and test texts the training texts lack. Without --dev and --test the parts are
    those that `compare` would deal out.

    \b
    Example:
        text-models describe rating
        text-models describe toxicity-ru train.csv.gz --out report
    """
)
@click.argument("task")
@click.argument("files", nargs=-1, type=FILE)
@click.option("--dev", type=FILE, multiple=True, help="Development texts; may be repeated.")
@click.option("--test", type=FILE, multiple=True, help="Test texts; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="A folder for index.html.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@row_options
@column_options
def describe(
    task: str,
    files: Sequence[Path],
    *,
    dev: Sequence[Path],
    test: Sequence[Path],
    out: Path | None,
    as_json: bool,
    **given: Any,
) -> None:
    """What is declared of a task, or, of FILES, what there is to know of their texts."""
    settings = load_settings()
    if files:
        with reporting_errors(settings.data_dir):
            report = _report(settings, task, {"train": files, "dev": dev, "test": test}, given)
            _print(report, out, as_json=as_json)
        return
    if dev or test or out or any(given.values()):
        raise click.UsageError("These options are for texts: name the training FILES behind the task.")
    _describe_task(settings, task, as_json=as_json)


def _describe_task(settings: Settings, task: str, *, as_json: bool) -> None:
    with reporting_errors(settings.data_dir):
        files = find_task_files(settings.task_dirs)
        if task not in files:
            raise TaskError(
                f"There is no task {task!r}; declared: {', '.join(files)}. "
                f"A task of your own is a file {settings.task_dirs[-1]}/NAME.toml."
            )
        record = read_record(files[task])
    if as_json:
        click.echo(json.dumps(record))
        return
    for name, value in record.items():
        click.echo(f"{name:12} {_spelled_out(value)}".rstrip())


def _report(
    settings: Settings,
    task: str,
    files: dict[str, Sequence[Path]],
    given: dict[str, Any],
) -> DataReport:
    from text_models.corpus.split import Part
    from text_models.data_report.data_report import DataReport
    from text_models.data_report.described_parts import described_parts

    named = [(file, Part(part)) for part, own in files.items() for file in own]
    declared, texts = read_texts_of(
        settings, task, named, told_columns(given), reading_choices(given), learns=False
    )
    split, is_dealt = described_parts(declared, texts)
    return DataReport.of(declared, texts, split, is_dealt=is_dealt)


def _print(report: DataReport, out: Path | None, *, as_json: bool) -> None:
    from text_models.data_report.report_lines import report_sentences, report_tables
    from text_models.reports.data_report_page import write_data_report

    page = write_data_report(report, out) if out else None
    if as_json:
        click.echo(json.dumps(report.as_json(), allow_nan=False))
        return
    for sentence in report_sentences(report):
        click.echo(sentence)
    for title, lines in report_tables(report):
        click.echo(f"\n{title}")
        click.echo(plain_table(lines[0], lines[1:]))
    if page:
        click.echo(f"\nThe page is {page}.")


def _spelled_out(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
