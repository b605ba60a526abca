"""Tasks that somebody has to switch on, because what they answer can do harm."""

from __future__ import annotations

from collections.abc import Collection

from text_models.tasks.task import Task, TaskError

SETTING = "TASKS_SWITCHED_ON"


def require_on(task: Task, switched_on: Collection[str]) -> Task:
    """Return the task. Raises TaskError, with its reason, when it is off and not among those switched on."""
    if task.off and task.name not in switched_on:
        raise TaskError(
            f"Task {task.name} is off: {task.off.rstrip('.')}. Whoever may do that switches it on with "
            f"{SETTING}={task.name}, in the shell or in .env."
        )
    return task
