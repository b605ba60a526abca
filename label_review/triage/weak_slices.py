"""Slices of the texts on which a classifier is worse than on the others, beyond chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import lgamma

import numpy as np

LEAST_TEXTS = 20


@dataclass(frozen=True)
class WeakSlice:
    """`right` of the `texts` with this value are answered as labelled, expected as on all others.

    `chance` is the probability of so few or fewer, corrected after Holm for the slices looked at.
    """

    column: str
    value: str
    texts: int
    right: int
    chance: float


def weak_slices(
    is_right: np.ndarray, columns: Mapping[str, Sequence[str | None]], *, level: float = 0.05
) -> list[WeakSlice]:
    """Return the slices that are weak at this level, the surest first.

    `is_right`, shape (N,), says of each text whether the answer out of fold is its label. A slice of fewer
    than LEAST_TEXTS texts is not looked at. The test is the hypergeometric tail (Fisher's exact test, one
    side); Holm, "A simple sequentially rejective multiple test procedure", 1979.
    """
    total, right = len(is_right), int(is_right.sum())
    looked_at = []
    for column, values in columns.items():
        for value in sorted({it for it in values if it}):
            inside = np.array([it == value for it in values])
            texts = int(inside.sum())
            if texts < LEAST_TEXTS or texts == total:
                continue
            hits = int(is_right[inside].sum())
            looked_at.append((_so_few(total, right, texts, hits), column, value, texts, hits))
    found, held = [], 0.0
    for place, (chance, column, value, texts, hits) in enumerate(sorted(looked_at)):
        held = max(held, min(1.0, chance * (len(looked_at) - place)))
        if held > level:
            break
        found.append(WeakSlice(column, value, texts, hits, held))
    return found


def _so_few(total: int, right: int, drawn: int, hits: int) -> float:
    """P(X <= hits), X the right ones among `drawn` of `total` texts of which `right` are right."""
    least = max(0, drawn - (total - right))
    logs = [
        _log_choose(right, k) + _log_choose(total - right, drawn - k) - _log_choose(total, drawn)
        for k in range(least, hits + 1)
    ]
    return float(min(1.0, np.exp(logs).sum())) if logs else 0.0


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
