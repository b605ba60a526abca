"""A click group whose commands join by entry points and are imported when they are called."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.metadata import EntryPoint, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from errors import SentenceError

DISTRIBUTION = "amzn-review"


class LazyGroup(click.Group):
    """The commands are the entry points of ``entry_group`` in setup.py, such as "amzn_review.commands".

    The list of commands shows what each one's docstring begins with. It is read from the source, so `--help`
    imports no command.
    ``prepare`` is called first when the process is the command's own, not when a program calls the command.
    """

    def __init__(
        self, *args: Any, entry_group: str, prepare: Callable[[], None] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entry_group = entry_group
        self.prepare = prepare

    def main(self, args: Sequence[str] | None = None, *more: Any, **named: Any) -> Any:
        """Run the command; without ``args`` it is the process's own command line."""
        if args is None and self.prepare is not None:
            self.prepare()
        return super().main(args, *more, **named)

    @cached_property
    def points(self) -> dict[str, EntryPoint]:
        """The entry points by the names of their commands."""
        found = distribution(DISTRIBUTION).entry_points.select(group=self.entry_group)
        return {point.name: point for point in found}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names, sorted."""
        return sorted(self.points)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None if there is none of that name."""
        if cmd_name not in self.points:
            return None
        command = self.points[cmd_name].load()
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.points[cmd_name].value} is not a click command.")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a SentenceError ends it with its sentence on stderr and exit status 1."""
        try:
            return super().invoke(ctx)
        except SentenceError as error:
            raise click.ClickException(str(error)) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands into the help."""
        lines = [(name, first_paragraph(self.points[name])) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(lines)


def first_paragraph(point: EntryPoint) -> str:
    """What the docstring of the function that an entry point names begins with; "" if it has none.

    Parses the module and runs nothing of it. Raises LookupError when there is no such function.
    """
    spec = find_spec(point.module)
    if spec is None or spec.origin is None:
        raise LookupError(f"Entry point {point.name} names {point.module}, which is not there.")
    for node in ast.parse(Path(spec.origin).read_bytes()).body:
        if isinstance(node, ast.FunctionDef) and node.name == point.attr:
            return " ".join((ast.get_docstring(node) or "").partition("\n\n")[0].split())
    raise LookupError(f"Entry point {point.name} names {point.value}, which is not there.")
