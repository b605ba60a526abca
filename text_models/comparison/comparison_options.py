"""What is asked of a comparison."""

from __future__ import annotations

from dataclasses import dataclass

from text_models.corpus.protocol import Protocol
from text_models.metrics.bootstrap import SEED
from text_models.metrics.thresholds.aim import Aim


@dataclass(frozen=True)
class ComparisonOptions:
    """What is asked of a comparison.

    `models` names the rungs, all of the task's unless given; `is_fast` leaves out those that are not cheap.
    `seeds`: how often a rung in which there is chance is fitted. `sizes` are those of the learning curve,
    None for all texts. `budget_seconds` are for the whole comparison, `memory_bytes` for each process; None
    is no limit. `folds`, two or more, asks for probabilities out of fold; 0 for none. `aim` chooses
    thresholds.
    """

    protocol: Protocol = Protocol.SPLIT
    variant: str | None = None
    models: tuple[str, ...] = ()
    is_fast: bool = False
    seeds: int = 1
    sizes: tuple[int | None, ...] = ()
    budget_seconds: float | None = None
    memory_bytes: int | None = None
    folds: int = 0
    aim: Aim | None = None
    seed: int = SEED
