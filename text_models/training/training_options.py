"""What is asked of a training."""

from __future__ import annotations

from dataclasses import dataclass

from text_models.corpus.protocol import Protocol
from text_models.metrics.bootstrap import RESAMPLES, SEED
from text_models.metrics.thresholds.aim import Aim


@dataclass(frozen=True)
class TrainingOptions:
    """What is asked of a training.

    `models` names the rungs to choose among, all of the task's unless given. `aim` chooses thresholds.
    `licence` is what a person says of the data's. `seed` deals the texts out, and draws the resamples.
    """

    protocol: Protocol = Protocol.SPLIT
    variant: str | None = None
    models: tuple[str, ...] = ()
    aim: Aim | None = None
    licence: str = ""
    seed: int = SEED
    resamples: int = RESAMPLES
