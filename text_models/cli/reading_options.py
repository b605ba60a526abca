"""The options that say what is done with the texts of files before anything is learned from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from text_models.reading.read_for_learning import ReadingChoices

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
UNITS = ("text", "author-k", "author", "description")
ROW_OPTIONS = (
    click.option("--leave-out-bad", is_flag=True, help="Leave bad rows out instead of refusing all."),
    click.option("--leave-out-empty", is_flag=True, help="Leave rows without a text out."),
)
OPTIONS = (
    click.option(
        "--accounts", type=FILE, help="Weak labels: a CSV or TSV of author,label for texts without a label."
    ),
    click.option(
        "--unit",
        type=click.Choice(UNITS),
        default=UNITS[0],
        show_default=True,
        help="What gets one label: a text, k texts or all of an author, or a self-description.",
    ),
    click.option("--mask-labels", is_flag=True, help="Take the words that are labels out of the texts."),
    *ROW_OPTIONS,
)


def reading_options(command: Command) -> Command:
    """Add all options to a command, which gets them by keyword, see `reading_choices`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def row_options(command: Command) -> Command:
    """Add those that say which rows are left out."""
    for option in reversed(ROW_OPTIONS):
        command = option(command)
    return command


def reading_choices(given: dict[str, Any]) -> ReadingChoices:
    """Return what the options say; takes them out of what a command was given."""
    from text_models.reading.read_for_learning import ReadingChoices
    from text_models.reading.stance_units import Unit

    return ReadingChoices(
        accounts=given.pop("accounts", None),
        leave_out_bad=given.pop("leave_out_bad"),
        leave_out_empty=given.pop("leave_out_empty"),
        mask_labels=given.pop("mask_labels", False),
        unit=Unit(given.pop("unit", UNITS[0])),
    )
