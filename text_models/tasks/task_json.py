"""A task as JSON, for a process or a machine that does not know its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from text_models.tasks.task import Columns, Kind, Task


def task_as_json(task: Task) -> dict[str, Any]:
    """Return the task's fields by their names, tables and lists as JSON knows them."""
    return asdict(task)


def task_of_json(content: Mapping[str, Any]) -> Task:
    """Return the task that `task_as_json` wrote. Raises TaskError, or TypeError for fields that none has."""
    lists = {name: tuple(value) for name, value in content.items() if isinstance(value, list)}
    columns = Columns(**content["columns"])
    return Task(**{**content, **lists, "kind": Kind(content["kind"]), "columns": columns})
