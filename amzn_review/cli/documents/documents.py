"""`amzn-review documents`: texts of any task into the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amzn_review.cli.documents.collect import collect
from amzn_review.cli.documents.loaded_documents import load_documents, print_documents
from amzn_review.cli.documents.recheck import recheck
from amzn_review.cli.documents.sources import sources
from console.command_errors import reporting_errors
from console.progress_bar import count_bar
from labels.label_event import LABEL_SOURCES, LabelSource
from settings import Settings, load_settings

if TYPE_CHECKING:
    from amzn_review.documents.converter import Converted
    from amzn_review.documents_layout import DocumentsLayout
    from text_files.documents.layout_choice import ToldColumns


@click.group()
def documents() -> None:
    """Texts of any task, from files or from sources."""


documents.add_command(collect)
documents.add_command(recheck)
documents.add_command(sources)


@documents.command(
    epilog="""
    CSV, TSV, JSON lines, or TASS XML with gold labels in a .tsv beside it; each may be gzip. A known layout
    of the task says which column is what; the options come before it. The files are converted, all or none,
    and loaded into PostgreSQL, which is started if it is not running, or with --redshift through the bucket
    into Redshift. Run it again after whatever stopped it: a text is never loaded twice; the same text with
    another label gets that label.

    \b
    Example:
        amzn-review documents add toxicity-ru train.csv.gz
        amzn-review documents add my-task posts.jsonl --text-column body --label-column topic
        amzn-review documents add --redshift toxicity-ru train.csv.gz
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
@click.option("--redshift", is_flag=True, help="Into the bucket and Redshift, not into PostgreSQL.")
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
    redshift: bool,
    as_json: bool,
) -> None:
    """Add the texts of FILES to TASK."""
    from amzn_review.cli.documents.bucket_documents import add_by_bucket
    from amzn_review.documents_layout import DocumentsLayout
    from text_files.documents.layout_choice import ToldColumns

    settings = load_settings()
    told = ToldColumns(
        text_column, label_column, group_column, variant_column, language, encoding, label_source
    )
    convert = partial(_convert, settings, task, files, told, plain_authors=plain_authors)
    if redshift:
        sheets = add_by_bucket(settings, convert)
        place = "`amzn-review quarantine list --redshift`"
    else:
        convert(DocumentsLayout(settings.data_dir))
        sheets = load_documents(settings)
        place = "`amzn-review quarantine list`"
    print_documents(sheets, place, as_json=as_json)


def _convert(
    settings: Settings,
    task: str,
    files: Sequence[Path],
    told: ToldColumns,
    layout: DocumentsLayout,
    *,
    plain_authors: bool,
) -> list[Converted]:
    from amzn_review.data_layout import validate_category
    from amzn_review.documents.converter import Converter
    from amzn_review.load_limits import LoadLimits
    from text_files.documents.author_hash import AuthorHash
    from text_files.documents.file_layout import document_layouts

    with reporting_errors(settings.data_dir), count_bar("Reading records") as progress:
        authors = None if plain_authors else AuthorHash(settings.authors_key())
        converter = Converter(
            layout=layout,
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
    for it in converted:
        bad = f", {it.bad:,} of them bad" if it.bad else ""
        click.echo(f"{it.original}: {it.records:,} records{bad}; layout {it.layout}.", err=True)
    return converted
