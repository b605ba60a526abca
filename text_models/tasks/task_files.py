"""Tasks as they are declared: a TOML file each, named after the task."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from text_models.tasks.switched_on import require_on
from text_models.tasks.task import Columns, Kind, Task, TaskError

SUFFIX = ".toml"
# Tables of other rooms in the same file, such as the layouts that texts arrive in.
OTHERS = ("layout",)


def read_tasks(folders: Iterable[Path]) -> dict[str, Task]:
    """Return the tasks declared in the folders, by name, sorted; a later folder's replaces one of its name.

    Raises TaskError, one sentence that names the file, when one cannot be read, or is named otherwise than
    its task.
    """
    return {name: read_task(file) for name, file in find_task_files(folders).items()}


def find_task(folders: Sequence[Path], name: str, switched_on: Collection[str] = ()) -> Task:
    """Return the task of this name, which is on or among those switched on.

    Raises TaskError: no folder declares it, its file cannot be read, or it is off (see `require_on`).
    """
    files = find_task_files(folders)
    if name not in files:
        raise TaskError(
            f"There is no task {name!r}; declared: {', '.join(files)}. "
            f"A task of your own is a file {folders[-1]}/NAME.toml."
        )
    return require_on(read_task(files[name]), switched_on)


def find_task_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Return the files that declare tasks, by the task's name, sorted; of a name, that of the later folder.

    A folder that is not there holds no task.
    """
    files = {file.stem: file for folder in folders for file in sorted(folder.glob(f"[!.]*{SUFFIX}"))}
    return {name: files[name] for name in sorted(files)}


def read_task(file: Path) -> Task:
    """Return the task that a file declares. Raises TaskError, one sentence that names the file."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TaskError(f"{file} is no readable TOML file ({error}): correct it.") from None
    for other in OTHERS:
        content.pop(other, None)
    if content.get("name") != file.stem:
        raise TaskError(
            f"{file} declares task {content.get('name')!r}; expected {file.stem!r}: name the file after it."
        )
    try:
        return _task(content)
    except TaskError as error:
        raise TaskError(f"{file}: {error}") from None


def _task(content: dict[str, Any]) -> Task:
    known = {field.name for field in fields(Task)}
    if strangers := sorted(content.keys() - known):
        raise TaskError(f"`{strangers[0]}` is not known; expected some of {', '.join(sorted(known))}.")
    needed = ("name", "title", "kind", "metrics", "yardstick", "rungs")
    if missing := [name for name in needed if name not in content]:
        raise TaskError(f"`{missing[0]}` is missing: add it.")
    given = {"labels": [], **content}
    for name in ("labels", "metrics", "yardstick", "rungs", "languages", "any_part"):
        if name in given:
            given[name] = _texts(name, given[name])
    for name in ("name", "title", "normal_form", "noun", "unit", "rank_by", "labels_from", "off"):
        if not isinstance(given.get(name, ""), str):
            raise TaskError(f"`{name}` must be a text. Received: {given[name]!r}")
    if "shares" in given:
        given["shares"] = _numbers("shares", given["shares"])
    if type(given.get("most_labels", 0)) is not int:
        raise TaskError(f"`most_labels` must be a whole number. Received: {given['most_labels']!r}")
    if given["kind"] not in list(Kind):
        raise TaskError(f"`kind` must be one of {', '.join(Kind)}. Received: {given['kind']!r}")
    given["kind"] = Kind(given["kind"])
    if "columns" in given:
        given["columns"] = _columns(given["columns"])
    return Task(**given)


def _texts(name: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TaskError(f"`{name}` must be a list of texts. Received: {values!r}")
    return tuple(values)


def _numbers(name: str, values: object) -> tuple[float, ...]:
    if not isinstance(values, list) or not all(type(value) in (int, float) for value in values):
        raise TaskError(f"`{name}` must be a list of numbers. Received: {values!r}")
    return tuple(map(float, values))


def _columns(values: object) -> Columns:
    known = {field.name for field in fields(Columns)}
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise TaskError(f"`columns` must be a table of texts. Received: {values!r}")
    if strangers := sorted(values.keys() - known):
        raise TaskError(
            f"`columns.{strangers[0]}` is not known; expected some of {', '.join(sorted(known))}."
        )
    return Columns(**values)
