"""A task as the command prints it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeAlias

from text_models.tasks.task_files import read_task

TaskRecord: TypeAlias = dict[str, Any]


def read_record(file: Path) -> TaskRecord:
    """Return what the file declares, by field, and where it lies as `file`. Raises TaskError."""
    fields = asdict(read_task(file))
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()} | {
        "kind": str(fields["kind"]),
        "file": str(file),
    }
