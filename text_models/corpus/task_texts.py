"""The texts of a task as files hold them: as they were written, with everything that a protocol looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from text_models.corpus.split import Part
from text_models.tasks.labels import Labels


@dataclass(frozen=True)
class TaskTexts:
    """N texts, each sequence of length N.

    `identities` tell rows apart: the file's own id, or else `FILE:ROW`, with rows counted from 1. `texts` are
    as they were written; `labels` one label each, or a list where the task's texts have any number of them.
    `authors` (or the group that a column names), `variants` and `languages` hold None where a file has none.
    `sources` tells who gave each label (gold, weak, crowd, person, client). `weights` are what each text
    counts in training, above 0: 1 unless raters disagreed. `given` is the part that a row's file was named
    for.

    Raises ValueError when a sequence has another length.
    """

    identities: Sequence[str]
    texts: Sequence[str]
    labels: Labels
    authors: Sequence[str | None]
    variants: Sequence[str | None]
    languages: Sequence[str | None]
    sources: Sequence[str]
    weights: np.ndarray
    given: Sequence[Part]

    def __post_init__(self) -> None:
        for item in fields(self):
            if len(values := getattr(self, item.name)) != len(self.texts):
                raise ValueError(
                    f"Each text needs one of `{item.name}`. Received: {len(values)} for "
                    f"{len(self.texts)} texts"
                )

    def __len__(self) -> int:
        """N."""
        return len(self.texts)

    def take(self, rows: Sequence[int] | np.ndarray) -> TaskTexts:
        """Return the texts at these places, in their order."""
        chosen = np.asarray(rows, np.int64)
        taken: dict[str, Any] = {
            item.name: [getattr(self, item.name)[row] for row in chosen.tolist()]
            for item in fields(self)
            if item.name != "weights"
        }
        return TaskTexts(**taken, weights=self.weights[chosen])
