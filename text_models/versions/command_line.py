"""The line to type for a task's versions, as messages name it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points


def command_line(task: str, command: str, *words: str) -> str:
    """Return the line that runs `command` on the versions of a task, with `words` behind it.

    A task whose package installs a program `<task>-model` is served by that; every other one by
    `text-models COMMAND TASK`.
    """
    program = f"{task}-model"
    if program in _programs():
        return " ".join([program, command, *words])
    return " ".join(["text-models", command, task, *words])


@cache
def _programs() -> frozenset[str]:
    """The names of the programs that installed packages bring."""
    return frozenset(entry.name for entry in entry_points(group="console_scripts"))
