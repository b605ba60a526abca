"""What the process of a rung has found: figures as JSON, probabilities as plain arrays."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

RESULT = "result.json"


@dataclass(frozen=True)
class FixedReply:
    """What a rung that does not read answers to every text: a label's position, or a bool a label."""

    answer: int | list[bool]
    point: float


@dataclass(frozen=True)
class RungResult:
    """Figures of one step of a rung; those of another step are 0 or empty.

    `seconds` took the fit on all that is learned from (the mean over the seeds), `choice_seconds` that of
    options on development data. `peak_bytes` is the most memory that the process held. `scores` lists the
    options that were tried, each with the metric by which rungs are ranked; `seed_scores` that metric for
    each seed. `points` are those of a learning curve: texts wanted, None for all, texts learned from, and
    the metric, or the reason why there is none. `history` has an entry an epoch of the fit on all that
    is learned from, of the first seed, where there are epochs.
    """

    seconds: float = 0.0
    choice_seconds: float = 0.0
    texts_per_second: float = 0.0
    peak_bytes: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    scores: list[tuple[dict[str, Any], float]] = field(default_factory=list)
    seed_scores: list[float] = field(default_factory=list)
    points: list[tuple[int | None, int, float | None, str]] = field(default_factory=list)
    reply: FixedReply | None = None
    libraries: dict[str, str] = field(default_factory=dict)
    history: list[dict[str, float]] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Write result.json into the folder."""
        (folder / RESULT).write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what `write` wrote. Raises ValueError or OSError when the process has not written it."""
        content = json.loads((folder / RESULT).read_text())
        content["scores"] = [(options, score) for options, score in content["scores"]]
        content["points"] = [tuple(point) for point in content["points"]]
        content["reply"] = FixedReply(**content["reply"]) if content["reply"] else None
        return cls(**content)


def write_probabilities(path: Path, probabilities: np.ndarray) -> None:
    """Write an array of numbers, without pickle."""
    np.save(path, probabilities, allow_pickle=False)


def read_probabilities(path: Path) -> np.ndarray:
    """Return an array of numbers; nothing in the file is run."""
    return np.asarray(np.load(path, allow_pickle=False))
