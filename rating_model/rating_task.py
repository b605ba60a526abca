"""The star rating as a task of the text models."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from text_models.tasks.task import Task
from text_models.tasks.task_files import read_task

DECLARATION = Path(__file__).resolve().parents[1] / "settings" / "tasks" / "rating.toml"


@cache
def rating_task() -> Task:
    """The declared task. Raises TaskError, naming the file, when it cannot be worked with."""
    return read_task(DECLARATION)
