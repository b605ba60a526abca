"""What an export on PostgreSQL has chosen and met, counted on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from text_models.corpus.drift import count_bins


@dataclass
class ChosenRows:
    """What statements chose for a part: of each row the rating, and the batches that the rows come from."""

    ratings: list[int] = field(default_factory=list)
    batches: set[str] = field(default_factory=set)
    replayed: int = 0

    def add(self, other: ChosenRows) -> None:
        """Take in what another statement chose."""
        self.ratings += other.ratings
        self.batches |= other.batches


class NewReviews:
    """Counts the new reviews with a text over the bins of the champion's reference."""

    def __init__(self, reference: Mapping[str, Any]) -> None:
        self.reference = reference
        self.bins = {name: np.zeros(len(bins["counts"]), np.int64) for name, bins in reference.items()}

    def count(self, rows: Sequence[tuple[int, str, int]]) -> None:
        """Add the rows (review_id, normalised text, rating)."""
        with_text = [(rating, len(text)) for _, text, rating in rows if text]
        for name, values in zip(("rating", "length"), zip(*with_text, strict=True), strict=False):
            if name in self.bins:
                self.bins[name] += count_bins(values, self.reference[name]["edges"])
