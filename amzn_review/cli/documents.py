"""`amzn-review documents`: texts of any task into the warehouse."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amzn_review.cli.load import document_sheets
from console.command_errors import reporting_errors
from console.progress_bar import count_bar
from labels.label_event import LABEL_SOURCES, LabelSource
from settings import Settings, load_settings

if TYPE_CHECKING:
    from amzn_review.documents.converter import Converted
    from amzn_review.documents.document_sheet import DocumentSheet
    from text_files.documents.layout_choice import ToldColumns

AUTHORS_KEY = "authors of documents"  # names the secret that hashes them; another name is another key


@click.group()
def documents() -> None:
    """Texts of any task, from files of them."""


@documents.command(
    epilog="""
    CSV, TSV, JSON lines, or TASS XML with gold labels in a .tsv beside it; each may be gzip. A known layout
    of the task says which column is what; the options come before it. The files are converted, all or none,
    and loaded into PostgreSQL, which is started if it is not running. Run it again after whatever stopped it:
    a text is never loaded twice; the same text with another label gets that label.

    \b
    Example:
        amzn-review documents add toxicity-ru train.csv.gz
        amzn-review documents add my-task posts.jsonl --text-column body --label-column topic
    """
)
@click.argument("task")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--text-column", metavar="NAME", help="The column of the text.")
@click.option("--label-column", metavar="NAME", help="The column of the label, or of a JSON list of labels.")
@click.option("--group-column", metavar="NAME", help="The column of the author, whose texts belong together.")
@click.option("--variant-column", metavar="NAME", help="The column of the language's variant, such as mx.")
@click.option("--language", metavar="CODE", help="The language of all texts, such as es.")
@click.option("--encoding", metavar="NAME", help="The encoding of files that are not UTF-8, such as latin-1.")
@click.option(
    "--label-source", type=click.Choice(LABEL_SOURCES), help="Who gave the labels.  [default: gold]"
)
@click.option("--plain-authors", is_flag=True, help="Keep authors' names instead of their keyed hashes.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def add(
    task: str,
    files: Sequence[Path],
    *,
    text_column: str | None,
    label_column: str | None,
    group_column: str | None,
    variant_column: str | None,
    language: str | None,
    encoding: str | None,
    label_source: LabelSource | None,
    plain_authors: bool,
    as_json: bool,
) -> None:
    """Add the texts of FILES to TASK."""
    from text_files.documents.layout_choice import ToldColumns

    settings = load_settings()
    told = ToldColumns(
        text_column, label_column, group_column, variant_column, language, encoding, label_source
    )
    for it in _convert(settings, task, files, told, plain_authors=plain_authors):
        bad = f", {it.bad:,} of them bad" if it.bad else ""
        click.echo(f"{it.original}: {it.records:,} records{bad}; layout {it.layout}.", err=True)
    _print(_load(settings), as_json=as_json)


def _convert(
    settings: Settings, task: str, files: Sequence[Path], told: ToldColumns, *, plain_authors: bool
) -> list[Converted]:
    from amzn_review.data_layout import validate_category
    from amzn_review.documents.converter import Converter
    from amzn_review.documents_layout import DocumentsLayout
    from amzn_review.load_limits import LoadLimits
    from text_files.documents.author_hash import AuthorHash
    from text_files.documents.file_layout import document_layouts

    with reporting_errors(settings.data_dir), count_bar("Reading records") as progress:
        authors = None if plain_authors else AuthorHash(settings.secrets().derived(AUTHORS_KEY))
        converter = Converter(
            layout=DocumentsLayout(settings.data_dir),
            task=validate_category(task),
            layouts=document_layouts(settings.task_dirs, task),
            told=told,
            authors=authors,
            limits=LoadLimits(**asdict(settings.load)),
            progress=progress,
        )
        converted = converter.run(files)
    for note in converter.notes:
        click.echo(f"{note}.", err=True)
    return converted


def _load(settings: Settings) -> list[DocumentSheet]:
    from amzn_review.postgres.migrations import migrate
    from services.airflow.airflow_parts import bring_up_databases
    from services.postgres.databases import warehouse_address

    with reporting_errors(settings.data_dir):
        bring_up_databases(settings)
        connect = warehouse_address(settings).transaction
        migrate(connect, settings.sql_dir, lambda sentence: click.echo(sentence, err=True))
    return list(document_sheets(settings, "documents-command"))


def _print(sheets: Sequence[DocumentSheet], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([sheet.as_dict() for sheet in sheets]))
    for sheet in () if as_json else sheets:
        click.echo(sheet.text())
        if sheet.quarantined:
            click.echo("See `amzn-review quarantine list` for what was set aside, and why.", err=True)
