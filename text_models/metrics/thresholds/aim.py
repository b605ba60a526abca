"""What a threshold is chosen for: the best F1, a precision that is kept, or a share of texts to flag."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from errors import SentenceError

NUMBER = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(%?)")


class ThresholdError(SentenceError, ValueError):
    """An aim or thresholds that cannot be worked with: a sentence."""


class AimKind(StrEnum):
    """The measure that an aim is about."""

    F1 = "f1"
    PRECISION = "precision"
    FLAG_RATE = "flag-rate"


@dataclass(frozen=True)
class Aim:
    """`f1`: the highest F1. `precision=.95`: the most texts at that precision. `flag-rate=2%`: as many texts.

    `goal`, above 0 and at most 1, is the least precision or the highest share of texts; None for F1.
    """

    kind: AimKind
    goal: float | None = None

    @classmethod
    def parse(cls, text: str) -> Aim:
        """Return the aim of `f1`, `precision=.95` or `flag-rate=2%`. Raises ThresholdError else."""
        name, equals, number = text.strip().partition("=")
        found = NUMBER.fullmatch(number)
        if name == AimKind.F1 and not equals:
            return cls(AimKind.F1)
        if name in (AimKind.PRECISION, AimKind.FLAG_RATE) and found:
            goal = float(found[1]) / (100 if found[2] else 1)
            if 0 < goal <= 1:
                return cls(AimKind(name), goal)
        raise ThresholdError(
            f"{text!r} is no aim of thresholds; expected f1, precision=.95 or flag-rate=2%, with a number "
            "above 0 and at most 1, or 100 %."
        )

    def __str__(self) -> str:
        """The aim as `parse` takes it."""
        return self.kind if self.goal is None else f"{self.kind}={self.goal:g}"

    def measure(
        self, hits: np.ndarray, true: np.ndarray, flagged: np.ndarray, rows: np.ndarray
    ) -> np.ndarray:
        """Return F1, the precision or the share flagged, for counts of one shape.

        F1 is 0 without true and flagged rows; the precision is NaN where nothing is flagged.
        """
        if self.kind is AimKind.F1:
            both = np.asarray(true + flagged, np.float64)
            return np.asarray(np.divide(2 * hits, both, out=np.zeros(both.shape), where=both > 0))
        if self.kind is AimKind.PRECISION:
            shape = np.broadcast_shapes(hits.shape, flagged.shape)
            return np.asarray(np.divide(hits, flagged, out=np.full(shape, np.nan), where=flagged > 0))
        return np.asarray(flagged / rows)

    def choose(self, scores: np.ndarray, truth: np.ndarray) -> float | None:
        """Return the lowest score that is flagged, of N scores beside whether each is true, shape (N,).

        The highest F1, of equal ones with the fewest texts flagged; or the most texts that keep the precision
        or the share. Texts of equal score are flagged together or not at all. None when nothing is to be
        flagged: the goal is not reached anywhere, or F1 is 0 whatever is flagged.
        """
        order = np.argsort(-scores, kind="stable")
        sorted_scores, hits = scores[order], truth[order].cumsum()
        ends = np.flatnonzero(np.append(np.diff(sorted_scores) != 0, True))
        flagged = ends + 1.0
        measured = self.measure(
            hits[ends].astype(np.float64),
            np.full(len(ends), float(truth.sum())),
            flagged,
            np.asarray(len(scores)),
        )
        if self.kind is AimKind.F1:
            best = int(measured.argmax())
            return float(sorted_scores[ends[best]]) if measured[best] > 0 else None
        keeps = measured >= self.goal if self.kind is AimKind.PRECISION else measured <= self.goal
        return float(sorted_scores[ends[keeps][-1]]) if keeps.any() else None
