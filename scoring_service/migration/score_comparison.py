"""How far the scores of a champion are from stored ones, for one attribute in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np

from text_models.migration.fold_figures import correlation_of

# The normal distribution's quantile of a 95 % interval.
Z = 1.959964


class Pair(NamedTuple):
    """A comment, by its line in the file and its text, with its stored and its new score."""

    line: int
    text: str
    stored: float
    new: float


class Share(NamedTuple):
    """`found` of `of`, and the 95 % interval of the share."""

    found: int
    of: int
    low: float
    high: float


@dataclass(frozen=True)
class ScoreComparison:
    """Pairs of one attribute in one language, scored by `version` of `task`.

    `learned` comments are left out: the version has learned from them.
    """

    attribute: str
    language: str
    task: str
    version: str
    pairs: Sequence[Pair]
    learned: int = 0

    @property
    def correlation(self) -> float | None:
        """Pearson's correlation of stored and new scores; None where it has none."""
        stored = np.array([pair.stored for pair in self.pairs])
        return correlation_of(np.array([pair.new for pair in self.pairs]), stored)

    def flips(self, threshold: float) -> Share:
        """Return how many comments stand on another side of the threshold now."""
        moved = sum((pair.stored >= threshold) != (pair.new >= threshold) for pair in self.pairs)
        return Share(moved, len(self.pairs), *wilson(moved, len(self.pairs)))

    def farthest(self, most: int) -> list[Pair]:
        """Return the pairs that differ most, the farthest first; of equal ones the earlier line."""
        return sorted(self.pairs, key=lambda pair: (-abs(pair.new - pair.stored), pair.line))[:most]


def wilson(count: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, Wilson 1927; of nothing, 0 to 1."""
    if not of:
        return 0.0, 1.0
    share, square = count / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)
