"""The champion that a new version is judged beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from text_models.ladder.version_predictor import VersionPredictor
from text_models.tasks.task import Task
from text_models.versions.champion import champion_folder
from text_models.versions.version_folder import VersionFolder


def standing_champion(task: Task, models_dir: Path, report: Callable[[str], None]) -> VersionPredictor | None:
    """Return the champion, None when there is none. One that cannot be read is told, and is none."""
    try:
        folder = champion_folder(models_dir)
        if folder is None:
            return None
        return VersionPredictor.load(task, VersionFolder.read(models_dir, folder.name))
    except ValueError as error:
        report(f"The champion cannot be read, so the new version is judged without it: {error}")
        return None
