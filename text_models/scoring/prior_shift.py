"""Probabilities for texts among which a label is rarer, or more frequent, than where it was learned.

After Saerens, Latinne and Decaestecker, "Adjusting the outputs of a classifier to new a priori
probabilities", Neural Computation 14 (2002), 21-41: formula 4 for a label against the rest, and the iteration
of formula 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_CLOSE_ENOUGH = 1e-7
_MOST_ROUNDS = 10_000


@dataclass(frozen=True)
class PriorShift:
    """`learned`: the share of texts with the label in training; `expected`: where it is asked about.

    Both lie between 0 and 1.
    """

    learned: float
    expected: float

    def __post_init__(self) -> None:
        """Raises ValueError: a share out of range."""
        for share in (self.learned, self.expected):
            if not 0 < share < 1:
                raise ValueError(f"A share of texts must lie between 0 and 1. Received: {share!r}")

    def probability(self, probability: float) -> float:
        """Return a probability of the label, 0 to 1, as it is where the label has the expected share."""
        yes = probability * self.expected / self.learned
        no = (1 - probability) * (1 - self.expected) / (1 - self.learned)
        return yes / (yes + no)


def expected_share(probabilities: np.ndarray, learned: float) -> float:
    """Return the share of the label among texts without labels, which makes its probabilities likeliest.

    `probabilities`, shape (N,), are those of the label, by a classifier that learned from texts of which the
    share `learned` had it. They have to be calibrated there, and a text with the label has to look alike in
    both places: a text of another kind counts as what it resembles. Raises ValueError without a text.
    """
    if not len(probabilities):
        raise ValueError("Without a text there is no share: give some.")
    share = PriorShift(learned, learned).expected
    for _ in range(_MOST_ROUNDS):
        yes = probabilities * share / learned
        after = float(np.mean(yes / (yes + (1 - probabilities) * (1 - share) / (1 - learned))))
        if abs(after - share) < _CLOSE_ENOUGH or not 0 < after < 1:
            return after
        share = after
    return share
