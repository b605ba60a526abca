"""How a network of texts is trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from text_models.networks.learning_rate import constant_rate

# The number of steps of a run to the rate of each of them.
Schedule = Callable[[int], Callable[[int], float]]

FEWEST_STEPS, FEWEST_TEXTS = 60, 16


@dataclass(frozen=True)
class NetworkOptions:
    """How a network is trained, in passes over the texts and steps of `batch_size` texts at most.

    `epochs` are the most; it ends `patience` epochs after the best one, never before with 0. `seed` is that
    of the order of texts.
    """

    epochs: int = 10
    batch_size: int = 64
    patience: int = 3
    schedule: Schedule = field(default=constant_rate(1e-3))
    weight_decay: float = 0.0
    seed: int = 0

    def batch_of(self, texts: int) -> int:
        """Return the size of the batches of so many texts: smaller where an epoch would be under 60 steps.

        Down to 16. Sizes are published for ten times the texts: with 7 steps an epoch little is learned.
        """
        return min(self.batch_size, max(FEWEST_TEXTS, texts // FEWEST_STEPS))
