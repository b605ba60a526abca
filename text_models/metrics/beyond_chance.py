"""Whether one predictor beats another: the one rule of the project.

The yardstick of a task is a few metrics, none of which comes first. One predictor beats another when it is
better beyond chance in at least one of them and worse beyond chance in none. Several metrics are several
chances to be lucky, so the p values of the better ones are corrected (Holm 1979, "A simple sequentially
rejective multiple test procedure", https://www.jstor.org/stable/4615733). A loss is not corrected: a 95 %
interval that lies below 0 is enough to keep the one that stands. The p of R resamples is at least
2 / (R + 1): fewer than 119 of them show no gain in one of three metrics, however large it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from text_models.metrics.bootstrap import LEVEL, Gain

ALPHA = 1 - LEVEL


@dataclass(frozen=True)
class BeyondChance:
    """The metrics in which one predictor is better, and worse, than another beyond chance."""

    better: tuple[str, ...]
    worse: tuple[str, ...]

    @property
    def is_won(self) -> bool:
        """Whether the one beats the other."""
        return bool(self.better) and not self.worse


def compare(gains: Mapping[str, Gain], yardstick: Sequence[str]) -> BeyondChance:
    """Return where a predictor that gains so much over another is better, and where worse, beyond chance."""
    significant = holm({metric: gains[metric].p for metric in yardstick})
    return BeyondChance(
        better=tuple(metric for metric in yardstick if metric in significant and gains[metric].value > 0),
        worse=tuple(metric for metric in yardstick if gains[metric].high < 0),
    )


def holm(p_values: Mapping[str, float], alpha: float = ALPHA) -> set[str]:
    """Return the names whose p value is significant at `alpha` (0..1) after Holm's correction.

    The smallest of m must be at most alpha / m, the next one at most alpha / (m - 1), and so on; the first
    one that is not ends it.
    """
    significant: set[str] = set()
    for tested, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        if p > alpha / (len(p_values) - tested):
            break
        significant.add(name)
    return significant
