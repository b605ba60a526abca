"""The pipelines of the tasks, as installed packages declare them."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import cast

from text_models.pipelines.text_pipeline import TextPipeline
from text_models.tasks.task import TaskError

GROUP = "text_models.pipelines"


def tasks_with_pipeline() -> frozenset[str]:
    """Return the names of the tasks for which a package declares a pipeline."""
    return frozenset(entry.name for entry in entry_points(group=GROUP))


def load_pipeline(task: str) -> TextPipeline:
    """Return the pipeline that a package declares for the task.

    Raises TaskError, a sentence, when none does, or more than one.
    """
    declared = entry_points(group=GROUP)
    found = {entry.value: entry for entry in declared if entry.name == task}
    if len(found) > 1:
        raise TaskError(
            f"Task {task} has more than one pipeline in `{GROUP}`: {', '.join(sorted(found))}. "
            "Uninstall the package that is not meant."
        )
    if not found:
        known = ", ".join(sorted({entry.name for entry in declared})) or "none"
        raise TaskError(
            f"No installed package declares a pipeline for task {task!r} in `{GROUP}`; found: {known}. "
            "Declare it in the package's setup.py, then run `make install`."
        )
    (entry,) = found.values()
    return cast("TextPipeline", entry.load())
