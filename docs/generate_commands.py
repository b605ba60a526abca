"""Write docs/commands.md from the commands themselves.

Usage: .venv/bin/python docs/generate_commands.py [TARGET]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from amzn_review.cli import main as amzn_review
from label_review.cli import main as label_review
from rating_model.cli import main as rating_model
from text_models.cli import main as text_models

PROGRAMS = {
    "amzn-review": amzn_review,
    "rating-model": rating_model,
    "text-models": text_models,
    "label-review": label_review,
}
HELP_WIDTH = 100
TARGET = Path(__file__).with_name("commands.md")
HEAD = """\
# Commands

What `amzn-review … --help`, `rating-model … --help`, `text-models … --help` and `label-review … --help`
print, for every command. This page is generated: change the docstring or the option, then run
`.venv/bin/python docs/generate_commands.py`. A test compares.

Results go to stdout, progress to stderr. Bad input ends with one sentence and an exit status that is not 0.
`make` calls these commands by their path, such as `.venv/bin/amzn-review`; `source .venv/bin/activate` saves
typing it.
"""


def command_tree(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below `command` with its words, itself first, in the order of their names."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path[-1])
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is None:
                raise LookupError(f"{' '.join(path)} lists {name}, but has no such command.")
            yield from command_tree(child, (*path, name))


def commands_page() -> str:
    """The whole page."""
    parts = [HEAD]
    for program, command in PROGRAMS.items():
        for path, _ in command_tree(command, (program,)):
            title = f"{'#' * min(len(path) + 1, 4)} `{' '.join(path)}`"
            parts.append(f"{title}\n\n```text\n{_help(command, path)}\n```\n")
    return "\n".join(parts)


def _help(command: click.Command, path: tuple[str, ...]) -> str:
    """What `--help` prints, at a fixed width: the page must not depend on the terminal that generates it."""
    shown = CliRunner().invoke(
        command,
        [*path[1:], "--help"],
        prog_name=path[0],
        terminal_width=HELP_WIDTH,
        max_content_width=HELP_WIDTH,
        catch_exceptions=False,
    )
    return "\n".join(line.rstrip() for line in shown.output.rstrip().splitlines())


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_text(commands_page(), encoding="utf-8")
