"""Texts with their labels: what classifiers learn from and are judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from text_models.tasks.labels import Labels


@dataclass(frozen=True)
class LabelledTexts:
    """N texts in their normal form, with their numbers, shape (N,), and labels.

    Raises ValueError when there are not as many of one as of the others.
    """

    identities: np.ndarray
    texts: Sequence[str]
    labels: Labels

    def __post_init__(self) -> None:
        if not len(self.identities) == len(self.texts) == len(self.labels):
            raise ValueError(
                "Each text needs a number and its labels. Received: "
                f"{len(self.identities)} numbers, {len(self.texts)} texts, {len(self.labels)} labels"
            )

    def __len__(self) -> int:
        """N."""
        return len(self.texts)

    def take(self, rows: np.ndarray) -> LabelledTexts:
        """Return the texts at these places, shape (n,), in their order."""
        chosen = rows.tolist()
        labels: Any = [self.labels[row] for row in chosen]
        return LabelledTexts(self.identities[rows], [self.texts[row] for row in chosen], labels)
