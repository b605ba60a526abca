"""What the application stands on: the warehouse, the tasks as declared, their models' folders."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from label_review.queue.queue_texts import QueueTexts
from label_review.queue.task_queue import TaskQueue
from label_review.queue.text_neighbours import TextNeighbours
from label_review.queue.version_folds import VersionFolds, folds_version
from label_review.web.connection_pool import ConnectionPool
from label_review.web.kept_state import KeptState
from label_review.web.sign_in_limit import SignInLimit
from labels.decision_log import DecisionLog
from labels.label_statements import LabelStatements
from labels.review_people import ReviewPeople
from text_models.tasks.task import Task
from text_models.tasks.task_files import find_task
from text_models.versions.champion import read_champion

if TYPE_CHECKING:
    from text_models.ladder.version_predictor import VersionPredictor

GUIDELINES = ".guidelines.md"


@dataclass
class ReviewSite:
    """`task_dirs` declare the tasks, models/<task> below `models_storage` holds their versions.

    `origin` is where browsers find the page, such as http://127.0.0.1:8501; no other page may send requests.
    `people` is how many are to decide each text: with two or more each decides blind.
    """

    pool: ConnectionPool
    sql_dir: Path
    task_dirs: tuple[Path, ...]
    models_storage: Path
    origin: str
    switched_on: tuple[str, ...] = ()
    people: int = 1
    limit: SignInLimit = field(default_factory=SignInLimit)
    _queues: KeptState[TaskQueue] = field(default_factory=KeptState)
    _neighbours: KeptState[TextNeighbours] = field(default_factory=KeptState)
    _champions: KeptState[VersionPredictor] = field(default_factory=KeptState)

    @property
    def statements(self) -> LabelStatements:
        """The statements of the review."""
        return LabelStatements(self.sql_dir)

    @property
    def log(self) -> DecisionLog:
        """Decisions."""
        return DecisionLog(self.statements, self.people)

    @property
    def accounts(self) -> ReviewPeople:
        """People and their tokens."""
        return ReviewPeople(self.statements)

    @property
    def is_blind(self) -> bool:
        """Whether a person sees neither label, prediction nor another's decision before their own."""
        return self.people > 1

    def task(self, name: str) -> Task:
        """The task of this name. Raises TaskError when it is not declared, or off."""
        return find_task(self.task_dirs, name, self.switched_on)

    def models_dir(self, name: str) -> Path:
        """The folder of the versions of a task's model."""
        return self.models_storage / "models" / name

    def queue(self, name: str, *, again: bool = False) -> TaskQueue:
        """The queue of a task: read when it is first asked for, when texts or a version came, and `again`.

        Labels are those of that moment: the order stands while people work through it. Raises TaskError, and
        ValueError when a version's file is damaged.
        """
        task = self.task(name)
        last = self._last_document(name)
        version = folds_version(self.models_dir(name))

        def made() -> TaskQueue:
            with self.pool.transaction() as connection:
                texts = QueueTexts.read(connection, self.statements, name)
            folds = VersionFolds.read(self.models_dir(name), version) if version is not None else None
            return TaskQueue(task, texts, folds, lambda found: self.neighbours(name).rows_of(found))

        return self._queues.get(name, (last, version), made, again=again)

    def neighbours(self, name: str) -> TextNeighbours:
        """How alike the texts of a task are: read when it is first asked for, and when texts came."""

        def made() -> TextNeighbours:
            with self.pool.transaction() as connection:
                return TextNeighbours.read(connection, self.statements, name)

        return self._neighbours.get(name, self._last_document(name), made)

    def champion(self, name: str) -> VersionPredictor | None:
        """The champion of a task, loaded; None when there is none. Raises ValueError when it is damaged."""
        from text_models.ladder.version_predictor import VersionPredictor
        from text_models.versions.version_folder import VersionFolder

        task, version = self.task(name), read_champion(self.models_dir(name))
        if version is None:
            return None
        return self._champions.get(
            name,
            version,
            lambda: VersionPredictor.load(task, VersionFolder.read(self.models_dir(name), version)),
        )

    def _last_document(self, name: str) -> int | None:
        with self.pool.transaction() as connection:
            found = self.statements.run(connection, "last_document", {"task": name})[0]["document_id"]
        return None if found is None else int(found)

    def guidelines(self, name: str) -> tuple[str, str] | None:
        """The text of NAME.guidelines.md beside the task's file, and its version, BLAKE2b-64 in hex."""
        for folder in reversed(self.task_dirs):
            path = folder / f"{name}{GUIDELINES}"
            if path.is_file():
                content = path.read_bytes()
                return content.decode(), hashlib.blake2b(content, digest_size=8).hexdigest()
        return None
