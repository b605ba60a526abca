"""The learning rate of a training run, step by step."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class WarmUpAndDecay:
    """Rises straight to `peak` in `warm_up` steps, then falls straight to 0 at step `steps`.

    In a run of fewer than ten times `warm_up` steps it rises for a tenth of the run. A small ALBERT trained
    from scratch without the rise learns to answer every text with the most frequent label.
    """

    peak: float
    warm_up: int
    steps: int

    def __call__(self, step: int) -> float:
        """Return the rate of step 0, 1, …"""
        warm_up = max(1, min(self.warm_up, self.steps // 10))
        rising = (step + 1) / warm_up
        falling = (self.steps - step) / max(1, self.steps - warm_up)
        return self.peak * min(1.0, max(0.0, min(rising, falling)))


def constant_rate(rate: float) -> Callable[[int], Callable[[int], float]]:
    """Return the schedule that has the same rate in each step, however many steps there are."""
    return lambda _steps: lambda _step: rate
