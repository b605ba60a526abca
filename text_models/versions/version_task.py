"""A task as one of its versions knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from text_models.tasks.task import Task


def version_task(task: Task, model: Mapping[str, Any]) -> Task:
    """Return the task with the labels and the classifiers of a version, whose model.json is `model`.

    A version keeps the labels that it was trained with, whatever is declared, or found in texts, later. A
    model.json that names no task is of a task that declares everything.
    """
    if "task" not in model:
        return task
    rungs = tuple(dict.fromkeys([*task.rungs, *model["rungs"]]))
    return replace(task, labels=tuple(model["labels"]), most_labels=0, rungs=rungs)
