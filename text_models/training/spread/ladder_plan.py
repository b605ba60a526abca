"""What a ladder's steps are told: the task, the rungs and seeds, the limits, and the texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from text_models.corpus.protocol import Protocol
from text_models.corpus.split import Part
from text_models.tasks.task import Task
from text_models.tasks.task_json import task_of_json
from text_models.training.data_file import DataFile
from text_models.training.training_options import TrainingOptions

PLAN_FILE = "plan.json"


class RungStep(NamedTuple):
    """A rung with the seed that it is fitted with; 0 where there is no chance in it."""

    rung: str
    seed: int

    @property
    def name(self) -> str:
        """What its folder is called."""
        return f"{self.rung}-{self.seed}"


@dataclass(frozen=True)
class LadderPlan:
    """A version that is to be trained: `steps` are fitted, apart from each other, then judged together.

    `task` has the labels of its texts; `file` held all texts. `digest` is that of the training part and the
    development part, so that a result is known to be of these texts. `budget_seconds` (0: no limit) and
    `memory_bytes` are for one step. `folds`, two or more, asks for probabilities out of fold; 0 for none.
    """

    version: str
    task: Task
    options: TrainingOptions
    steps: tuple[RungStep, ...]
    folds: int
    budget_seconds: float
    memory_bytes: int
    file: DataFile
    digest: str

    def write(self, folder: Path) -> None:
        """Write plan.json into the folder."""
        (folder / PLAN_FILE).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what `write` wrote. Raises ValueError when it is not there, or damaged."""
        path = folder / PLAN_FILE
        try:
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            file, options = content["file"], content["options"]
            content |= {
                "task": task_of_json(content["task"]),
                "options": TrainingOptions(
                    **options
                    | {"protocol": Protocol(options["protocol"]), "models": tuple(options["models"])}
                ),
                "steps": tuple(RungStep(*step) for step in content["steps"]),
                "file": DataFile(**file | {"part": Part(file["part"])}),
            }
            return cls(**content)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{path} is not the plan of a training ({error}): clear the task that exports the texts."
            ) from error


def digest_of(files: Iterable[Path]) -> str:
    """Return the SHA-256 of the files' bytes, one behind the other."""
    found = hashlib.sha256()
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()
