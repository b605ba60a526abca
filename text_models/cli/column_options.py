"""The options that say which column of a file is what, and the files that they are told of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from text_files.documents.layout_choice import ToldColumns

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS = (
    click.option("--text-column", metavar="NAME", help="The column of the text."),
    click.option(
        "--label-column", metavar="NAME", help="The column of the label, or of a JSON list of labels."
    ),
    click.option(
        "--group-column", metavar="NAME", help="The column of the author, whose texts belong together."
    ),
    click.option(
        "--variant-column", metavar="NAME", help="The column of the language's variant, such as mx."
    ),
    click.option("--language", metavar="CODE", help="The language of all texts, such as es."),
    click.option(
        "--encoding", metavar="NAME", help="The encoding of files that are not UTF-8, such as latin-1."
    ),
)
NAMES = ("text_column", "label_column", "group_column", "variant_column", "language", "encoding")


def column_options(command: Command) -> Command:
    """Add the options to a command, which gets them by keyword, see `told_columns`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def told_columns(given: dict[str, Any]) -> ToldColumns:
    """Return what the options say; takes them out of what a command was given."""
    from text_files.documents.layout_choice import ToldColumns

    return ToldColumns(*(given.pop(name) for name in NAMES))
