"""What the process of a rung is told: the task, the rung, a step, and where the texts of a part lie."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from text_models.corpus.task_texts import TaskTexts
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task
from text_models.tasks.task_json import task_of_json

JOB = "job.json"


@dataclass(frozen=True)
class RungJob:
    """One step of a rung; `step` is a name of `text_models.comparison.rung_steps.STEPS`.

    `texts` names the files of `write_texts` by part. `folder` is where the rung's models lie, and the
    probabilities. `options` are those that were chosen, `seeds` how often a rung with chance is fitted.
    `sizes` are those of a learning curve, `folds` of probabilities out of fold. `first_seed` is the first of
    those seeds. `states` is a folder out of which a fit that was killed goes on, where its rung can; "" for
    none.
    """

    step: str
    task: Task
    rung: str
    texts: dict[str, str]
    folder: str
    options: dict[str, Any] = field(default_factory=dict)
    seeds: int = 1
    seed: int = 0
    sizes: tuple[int | None, ...] = ()
    folds: int = 0
    first_seed: int = 0
    states: str = ""

    def write(self, folder: Path) -> None:
        """Write job.json into the folder."""
        (folder / JOB).write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what `write` wrote."""
        content = json.loads((folder / JOB).read_text())
        content["task"] = task_of_json(content["task"])
        content["sizes"] = tuple(content["sizes"])
        return cls(**content)


@dataclass(frozen=True)
class PartTexts:
    """N texts of a part as they were written: labels, names of groups, what each counts in training."""

    texts: list[str]
    labels: Labels
    groups: list[str]
    weights: list[float]


def write_texts(path: Path, texts: TaskTexts, groups: Sequence[str]) -> None:
    """Write the texts of a part as JSON, in which any text has a place, a lone surrogate too."""
    content = {
        "texts": list(texts.texts),
        "labels": [label if isinstance(label, str) else list(label) for label in texts.labels],
        "groups": list(groups),
        "weights": texts.weights.tolist(),
    }
    path.write_text(json.dumps(content))


def read_part(path: Path) -> PartTexts:
    """Return what `write_texts` wrote."""
    return PartTexts(**json.loads(path.read_text()))
