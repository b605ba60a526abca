"""What one trait of a file says for and against each unit that it may be in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from amzn_review.climate.units.measure import Units

UNITS: tuple[Units, ...] = get_args(Units)


@dataclass(frozen=True)
class Evidence:
    """A `trait` in words, and its weight for each unit: the log10 of how likely the trait is in such a file.

    Weights of independent traits are added; a difference of 3 is odds of 1,000 to 1 (I. J. Good, Probability
    and the Weighing of Evidence, 1950: the "ban").
    """

    trait: str
    weights: Mapping[Units, float]

    def lead(self, first: Units, second: Units) -> float:
        """By how much the trait speaks for `first` rather than for `second`."""
        return self.weights[first] - self.weights[second]


def total(evidence: Sequence[Evidence]) -> dict[Units, float]:
    """The weights of all traits together."""
    return {units: math.fsum(item.weights[units] for item in evidence) for units in UNITS}


def log10_mean(*parts: tuple[float, float]) -> float:
    """The log10 of a mixture: of `(share, log10 of likelihood)`, the shares adding up to 1."""
    logs = [math.log10(share) + log for share, log in parts if share]
    highest = max(logs)
    return highest + math.log10(math.fsum(10 ** (log - highest) for log in logs))
