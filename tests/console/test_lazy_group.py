from __future__ import annotations

from importlib.metadata import EntryPoint

import click
import pytest
from click.testing import CliRunner

from console.lazy_group import LazyGroup, first_paragraph
from errors import SentenceError

GROUP = "amzn_review.commands"


def point(value: str) -> EntryPoint:
    return EntryPoint("a-name", value, GROUP)


def test_the_help_of_a_command_is_read_from_its_source() -> None:
    found = point("amzn_review.cli.batches:batches")
    assert first_paragraph(found) == "The balance sheets of what was loaded."


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("console.no_such_module:a", "console.no_such_module"),
        ("console.plain_table:no_such_function", "console.plain_table:no_such_function"),
    ],
)
def test_an_entry_point_that_names_nothing_is_told(value: str, place: str) -> None:
    with pytest.raises(LookupError, match=f"^Entry point a-name names {place}, which is not there.$"):
        first_paragraph(point(value))


def test_the_error_of_any_command_is_a_sentence() -> None:
    @click.command()
    def broken() -> None:
        raise SentenceError("REDIS_PORT is 0; expected a port.")

    class OneCommand(LazyGroup):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            return broken

    result = CliRunner().invoke(OneCommand("a-group", entry_group=GROUP), ["broken"])
    assert (result.exit_code, result.stderr) == (1, "Error: REDIS_PORT is 0; expected a port.\n")
