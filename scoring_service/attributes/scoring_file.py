"""settings/scoring.toml, and the file of the same form that a site lays over it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import SentenceError
from scoring_service.attributes.attribute_table import Attribute, AttributeModel, AttributeTable
from text_models.tasks.task import Task

ERROR, DROP = "error", "drop"
ON, OFF = "on", "off"
COUNTS = ("suggestions_a_day", "requests_a_minute")
ATTRIBUTES = "attributes"
KEYS = ("unsupported", "suggestions", "old_scale", *COUNTS, ATTRIBUTES)


class ScoringFileError(SentenceError):
    """A scoring.toml that cannot be used."""


@dataclass(frozen=True)
class ScoringChoices:
    """What a site chose. `drops_unsupported`: instead of refusing the whole request."""

    table: AttributeTable
    drops_unsupported: bool
    takes_suggestions: bool
    uses_old_scale: bool
    suggestions_a_day: int
    requests_a_minute: int


def read_choices(files: Iterable[Path], tasks: Mapping[str, Task]) -> ScoringChoices:
    """Return what the files say, a later one over an earlier one; one that is not there says nothing.

    `tasks` are those declared. Raises ScoringFileError, one sentence that names the file.
    """
    values: dict[str, Any] = {}
    attributes: dict[str, Attribute] = {}
    for file in files:
        content = _content(file)
        for name, declared in _table(file, content.pop(ATTRIBUTES, {}), ATTRIBUTES).items():
            attributes[name] = _attribute(file, name, declared, tasks)
        for name, value in content.items():
            values[name] = _value(file, name, value)
    if missing := [name for name in KEYS[:-1] if name not in values]:
        raise ScoringFileError(f"`{missing[0]}` stands in no scoring.toml: add it.")
    _check_names(attributes)
    return ScoringChoices(
        table=AttributeTable(attributes),
        drops_unsupported=values["unsupported"] == DROP,
        takes_suggestions=values["suggestions"] == ON,
        uses_old_scale=values["old_scale"] == ON,
        suggestions_a_day=values["suggestions_a_day"],
        requests_a_minute=values["requests_a_minute"],
    )


def _content(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScoringFileError(f"{file} is no readable TOML file ({error}): correct it.") from None


def _value(file: Path, name: str, value: object) -> object:
    if name not in KEYS:
        raise ScoringFileError(f"{file}: `{name}` is not known; expected some of {', '.join(KEYS)}.")
    if name in COUNTS:
        if type(value) is not int or value < 1:
            raise ScoringFileError(f"{file}: `{name}` is {value!r}; expected a whole number from 1.")
        return value
    choices = (ERROR, DROP) if name == "unsupported" else (ON, OFF)
    if value not in choices:
        raise ScoringFileError(f"{file}: `{name}` is {value!r}; expected {choices[0]} or {choices[1]}.")
    return value


def _attribute(file: Path, name: str, declared: object, tasks: Mapping[str, Task]) -> Attribute:
    where = f"attributes.{name}"
    table = _table(file, declared, where)
    if strangers := sorted(table.keys() - {"aliases", "models"}):
        raise ScoringFileError(f"{file}: `{where}.{strangers[0]}` is not known; expected aliases, models.")
    models = table.get("models")
    if not isinstance(models, list):
        raise ScoringFileError(f"{file}: `{where}.models` must be a list of {{ task, label }}.")
    return Attribute(
        name,
        _texts(file, table.get("aliases", []), f"{where}.aliases"),
        tuple(_model(file, f"{where}.models", model, tasks) for model in models),
    )


def _model(file: Path, where: str, declared: object, tasks: Mapping[str, Task]) -> AttributeModel:
    table = _table(file, declared, where)
    task = tasks.get(str(table.get("task")))
    if task is None:
        raise ScoringFileError(
            f"{file}: `{where}` names task {table.get('task')!r}; declared: {', '.join(tasks)}."
        )
    if table.get("label") not in task.labels:
        raise ScoringFileError(
            f"{file}: `{where}` names label {table.get('label')!r}; task {task.name} has "
            f"{', '.join(task.labels)}."
        )
    command = table.get("command", f"text-models train {task.name} FILE")
    if not isinstance(command, str):
        raise ScoringFileError(f"{file}: `{where}` has the command {command!r}; expected a text.")
    languages = _texts(file, table.get("languages", []), f"{where}.languages") or task.languages
    if not languages:
        raise ScoringFileError(
            f"{file}: `{where}` names no languages, and task {task.name} neither: add them."
        )
    share = table.get("share")
    if share is not None and (type(share) is not float or not 0 < share < 1):
        raise ScoringFileError(f"{file}: `{where}` has the share {share!r}; expected one such as 0.05.")
    return AttributeModel(task.name, str(table["label"]), languages, command, share)


def _check_names(attributes: Mapping[str, Attribute]) -> None:
    """No name may mean two attributes."""
    seen: set[str] = set()
    for attribute in attributes.values():
        for name in (attribute.name, *attribute.aliases):
            if name in seen or "@" in name or not name:
                raise ScoringFileError(
                    f"scoring.toml: the name {name!r} of attribute {attribute.name} is taken, empty or holds "
                    "an @: choose another."
                )
            seen.add(name)


def _table(file: Path, value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ScoringFileError(f"{file}: `{where}` must be a table. Received: {value!r}")
    return value


def _texts(file: Path, values: object, where: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ScoringFileError(f"{file}: `{where}` must be a list of texts. Received: {values!r}")
    return tuple(values)
