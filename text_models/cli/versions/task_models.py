"""A task and the folder of its versions, for a command that works on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from settings import Settings
from text_models.tasks.task import Task, TaskError
from text_models.tasks.task_files import find_task

if TYPE_CHECKING:
    from text_models.ladder.version_predictor import VersionPredictor


class TaskModels(NamedTuple):
    """A task as it is declared, and the folder models/<task> on this machine."""

    task: Task
    folder: Path


@contextmanager
def open_models(settings: Settings, name: str, *versions: str) -> Iterator[TaskModels]:
    """Give a task and the folder of its versions; in a bucket, the champion and `versions` are fetched.

    Raises TaskError when no such task is declared, or it is off.
    """
    from services.buckets import bucket_named
    from text_models.versions.model_store import open_model_store

    task = find_task(settings.task_dirs, name, settings.tasks_switched_on)
    connect = partial(bucket_named, settings)
    with open_model_store(name, settings.models_storage, connect, *versions) as folder:
        yield TaskModels(task, folder)


def require_by_hand(task: str) -> None:
    """Raise TaskError when a pipeline of its own trains and judges the task's model."""
    from text_models.pipelines.declared_pipelines import tasks_with_pipeline
    from text_models.versions.command_line import command_line

    if task in tasks_with_pipeline():
        raise TaskError(
            f"The {task} model is trained and judged by a pipeline of its own: see "
            f"`{command_line(task, 'train', '--help')}`."
        )


def champion_or(models: TaskModels, version: str | None) -> str:
    """Return the version that is named, or else the champion. Raises ValueError when there is none."""
    from text_models.versions.champion import read_champion
    from text_models.versions.command_line import command_line

    chosen = version if version is not None else read_champion(models.folder)
    if chosen is None:
        name = models.task.name
        raise ValueError(
            f"There is no champion in {models.folder} yet: no version has passed the gate. "
            f"`{command_line(name, 'train', '…')}` trains one; a version that did not pass has to be named."
        )
    return chosen


def open_predictor(settings: Settings, name: str, version: str | None) -> VersionPredictor:
    """Return the version that is named, or else the champion, loaded.

    Raises TaskError, or ValueError when there is no such version, or it is not complete or damaged.
    """
    from text_models.ladder.version_predictor import VersionPredictor
    from text_models.versions.version_folder import VersionFolder

    with open_models(settings, name, *([version] if version is not None else [])) as models:
        chosen = champion_or(models, version)
        return VersionPredictor.load(models.task, VersionFolder.read(models.folder, chosen))
