"""A command of ours runs in an environment that we made, whatever the shell has set."""

from __future__ import annotations

import locale
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from settings.load import PROJECT_ROOT, file_values
from settings.settings_error import SettingsError
from settings.shell import clean, has_own_server

# Variables of the interpreter's that change no result: whether it speaks UTF-8 is looked at apart.
HARMLESS = (
    "PYTHONDONTWRITEBYTECODE", "PYTHONFAULTHANDLER", "PYTHONNOUSERSITE", "PYTHONPYCACHEPREFIX",
    "PYTHONUNBUFFERED", "PYTHONUTF8",
)  # fmt: skip
OWNER, OTHERS_WRITE = 0o700, 0o002


def prepare_process(project_root: Path = PROJECT_ROOT) -> None:
    """Replace what the shell set by an environment that we made, before a command reads or connects.

    What the interpreter has taken from the shell cannot be undone in it: then it is started again, by the
    same command line, in UTF-8 and without PYTHON….
    """
    made = clean(os.environ, has_own_server=has_own_server({**_of_file(project_root), **os.environ}))
    if _is_bent(os.environ):
        command = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execve(sys.executable, command, made)  # noqa: S606 - the same program takes this process's place
    made.update({name: os.environ[name] for name in HARMLESS if name in os.environ})
    for name in os.environ.keys() - made.keys():
        del os.environ[name]
    os.environ.update(made)
    time.tzset()
    os.umask(usable_umask(os.umask(0)))


def usable_umask(umask: int) -> int:
    """The user's umask, except that the owner may do everything with a new file, and a stranger not write."""
    return umask & ~OWNER | OTHERS_WRITE


def _is_bent(environment: Mapping[str, str]) -> bool:
    """Whether the interpreter follows a variable that changes results, or does not speak UTF-8."""
    bending = [name for name in environment if name.startswith("PYTHON") and name not in HARMLESS]
    speaks = {sys.getfilesystemencoding(), locale.getpreferredencoding(do_setlocale=False).lower()}
    return bool(bending) or not speaks <= {"utf-8", "utf8"}


def _of_file(project_root: Path) -> Mapping[str, str]:
    try:
        return file_values(project_root / ".env")
    except SettingsError:
        return {}  # the command that reads the settings says so, in its own way
