"""The versions that answer: each task's champion, swapped on promotion, and those asked for by name."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from scoring_service.protocol.api_error import ApiError
from text_models.ladder.version_predictor import VersionPredictor
from text_models.tasks.task import Task
from text_models.versions.champion import read_champion
from text_models.versions.version_folder import VersionFolder

MOST_PINNED = 4
A_TEXT = "A text, so that a damaged model is known before it answers anybody."


class ModelShelf:
    """Champions and pinned versions of tasks, whose folders models/<task> lie in `models_dir`.

    A champion is read without a lock: swapping replaces one reference, and who holds the old one finishes
    with it.
    """

    def __init__(self, models_dir: Path, tasks: Mapping[str, Task]) -> None:
        self._models_dir = models_dir
        self._tasks = dict(tasks)
        self._champions: dict[str, VersionPredictor] = {}
        self._failed: dict[str, str] = {}
        self._pinned: OrderedDict[tuple[str, str], VersionPredictor] = OrderedDict()
        self._loading = threading.Lock()

    def refresh(self) -> list[str]:
        """Load the champions that changed; return a sentence for each change and each new failure.

        A champion that cannot be loaded leaves the one before it in place.
        """
        told = []
        for name in self._tasks:
            try:
                version = read_champion(self._models_dir / name)
                if version is None or version == self._version(name):
                    continue
                predictor = self._load(name, version)
            except (OSError, ValueError) as error:
                if self._failed.get(name) != str(error):
                    self._failed[name] = str(error)
                    told.append(f"The champion of task {name} cannot answer: {error}")
                continue
            self._failed.pop(name, None)
            self._champions[name] = predictor
            told.append(f"Version {version} of task {name} answers from now on.")
        return told

    def champion(self, task: str) -> VersionPredictor | None:
        """Return the task's champion, None when none is loaded."""
        return self._champions.get(task)

    def champions(self) -> dict[str, str]:
        """Return the versions of the champions that are loaded, by task."""
        return {task: predictor.version for task, predictor in sorted(self._champions.items())}

    def versions(self, task: str) -> list[str]:
        """Return the names of the task's versions on this disk, sorted."""
        folder = self._models_dir / task
        return sorted(file.parent.name for file in folder.glob("[!.]*/evaluation.json"))

    def version(self, task: str, version: str) -> VersionPredictor:
        """Return a version by its name, retired ones too; four stay loaded. Raises ApiError.

        Loading takes as long as the model is large: never call it where others wait.
        """
        champion = self._champions.get(task)
        if champion is not None and champion.version == version:
            return champion
        with self._loading:
            found = self._pinned.get((task, version))
            if found is None:
                found = self._load_pinned(task, version)
                self._pinned[task, version] = found
            self._pinned.move_to_end((task, version))
            if len(self._pinned) > MOST_PINNED:
                self._pinned.popitem(last=False)
            return found

    def has_version(self, task: str, version: str) -> bool:
        """Return whether the task has a version of that name, complete, on this disk."""
        return version in self.versions(task)

    def _version(self, task: str) -> str | None:
        champion = self._champions.get(task)
        return champion.version if champion else None

    def _load(self, task: str, version: str) -> VersionPredictor:
        """Raises ValueError, OSError."""
        folder = VersionFolder.read(self._models_dir / task, version)
        predictor = VersionPredictor.load(self._tasks[task], folder)
        predictor.predict([A_TEXT])
        return predictor

    def _load_pinned(self, task: str, version: str) -> VersionPredictor:
        try:
            return self._load(task, version)
        except (OSError, ValueError):
            # The error names folders of this machine, which are none of a client's business.
            raise ApiError(f"Version {version} of task {task} cannot be loaded: ask for another.") from None
