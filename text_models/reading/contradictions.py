"""Equal texts that were given different labels."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from text_models.corpus.task_texts import TaskTexts


@dataclass(frozen=True)
class Contradictions:
    """`texts` texts, in `rows` rows, have two labels or more each; `first` are the ids of two such rows."""

    texts: int
    rows: int
    first: tuple[str, str]

    def note(self) -> str:
        """A sentence that says how they count."""
        texts = "text stands" if self.texts == 1 else "texts stand"
        return (
            f"{self.texts:,} {texts} in {self.rows:,} rows with different labels, such as {self.first[0]} "
            f"and {self.first[1]}: each row counts with its own label, and all stand on one side of a split"
        )


def find_contradictions(texts: TaskTexts) -> Contradictions | None:
    """Return what texts that are equal but for case and spaces contradict each other; None if none do."""
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(texts.texts):
        rows_of[" ".join(text.casefold().split())].append(row)
    found: list[list[int]] = []
    first: tuple[str, str] | None = None
    for rows in rows_of.values():
        labels = [_set_of(texts, row) for row in rows]
        if other := [row for row, label in zip(rows, labels, strict=True) if label != labels[0]]:
            found.append(rows)
            first = first or (texts.identities[rows[0]], texts.identities[other[0]])
    return Contradictions(len(found), sum(map(len, found)), first) if first else None


def _set_of(texts: TaskTexts, row: int) -> frozenset[str]:
    labels = texts.labels[row]
    return frozenset([labels] if isinstance(labels, str) else labels)
