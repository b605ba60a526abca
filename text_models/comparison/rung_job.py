"""What the process of a rung is told: the task, the rung, a step, and where the texts of a part lie."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from text_models.tasks.labels import Labels
from text_models.tasks.task import Columns, Kind, Task

JOB = "job.json"


@dataclass(frozen=True)
class RungJob:
    """One step of a rung; `step` is a name of `text_models.comparison.rung_steps.STEPS`.

    `texts` names the files of `write_texts` by part. `folder` is where the rung's models lie, and the
    probabilities. `options` are those that were chosen, `seeds` how often a rung with chance is fitted.
    `sizes` are those of a learning curve, `folds` of probabilities out of fold.
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

    def write(self, folder: Path) -> None:
        """Write job.json into the folder."""
        (folder / JOB).write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what `write` wrote."""
        content = json.loads((folder / JOB).read_text())
        content["task"] = _task(content["task"])
        content["sizes"] = tuple(content["sizes"])
        return cls(**content)


@dataclass(frozen=True)
class PartTexts:
    """N texts of a part as they were written, with their labels and the names of their groups."""

    texts: list[str]
    labels: Labels
    groups: list[str]


def write_texts(path: Path, texts: Sequence[str], labels: Labels, groups: Sequence[str]) -> None:
    """Write the texts of a part as JSON, in which any text has a place, a lone surrogate too."""
    given = [label if isinstance(label, str) else list(label) for label in labels]
    path.write_text(json.dumps({"texts": list(texts), "labels": given, "groups": list(groups)}))


def read_part(path: Path) -> PartTexts:
    """Return what `write_texts` wrote."""
    return PartTexts(**json.loads(path.read_text()))


def _task(content: dict[str, Any]) -> Task:
    lists = {name: tuple(value) for name, value in content.items() if isinstance(value, list)}
    columns = Columns(**content["columns"])
    return Task(**{**content, **lists, "kind": Kind(content["kind"]), "columns": columns})
