"""What a split has in each part, for people: rows, groups, shares of labels, and leaked pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from text_models.corpus.split import Part, Split
from text_models.corpus.strata import strata_of
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

PARTS = (Part.TRAIN, Part.DEV, Part.TEST)


@dataclass(frozen=True)
class SplitSummary:
    """Counts by part, each by the names of `PARTS`; label counts in the order of `labels`.

    `leaked_pairs` are pairs of rows of one group that are in different parts: 0 in a split of ours.
    """

    labels: tuple[str, ...]
    rows: dict[str, int]
    groups: dict[str, int]
    label_rows: dict[str, list[int]]
    leaked_pairs: int
    left_out: dict[str, int]

    @classmethod
    def of(cls, task: Task, split: Split, labels: Labels, groups: Sequence[str]) -> SplitSummary:
        """Return the summary of a split of rows with these labels and groups."""
        strata, of_row = strata_of(task, labels), np.asarray(groups, dtype=str)
        places = {part.value: split.rows(part) for part in PARTS}
        return cls(
            task.labels,
            {part: len(rows) for part, rows in places.items()},
            {part: len(np.unique(of_row[rows])) for part, rows in places.items()},
            {part: strata[rows].sum(axis=0).astype(int).tolist() for part, rows in places.items()},
            leaked_pairs(split, groups),
            dict(split.left_out),
        )

    def share(self, part: Part, label: str) -> float:
        """Return the share 0..1 of a part's rows that have a label; 0 of an empty part."""
        rows = self.rows[part]
        return self.label_rows[part][self.labels.index(label)] / rows if rows else 0.0

    def table(self) -> list[tuple[str, ...]]:
        """Return the lines of a table, the first of them its head: rows, groups, then a label a line."""
        lines: list[tuple[str, ...]] = [("", *PARTS)]
        lines += [
            (name, *(f"{of_part[part]:,}" for part in PARTS))
            for name, of_part in (("rows", self.rows), ("groups", self.groups))
        ]
        lines += [(label, *(f"{self.share(part, label):.2%}" for part in PARTS)) for label in self.labels]
        return lines

    def sentences(self) -> Iterator[str]:
        """Yield what there is to say beside the table: leaked pairs, and what was left out and why."""
        yield f"Leaked pairs (rows of one group in two parts): {self.leaked_pairs:,}."
        for reason, rows in self.left_out.items():
            yield f"Left out: {rows:,} rows, {reason}."


def leaked_pairs(split: Split, groups: Sequence[str]) -> int:
    """Return how many pairs of rows are of one group, but in two of the parts train, dev and test."""
    used = split.rows(*PARTS)
    _, of_row = np.unique(np.asarray(groups, dtype=str)[used], return_inverse=True)
    if not len(used):
        return 0
    by_part = np.stack(
        [
            np.bincount(
                of_row[np.array([split.parts[row] is part for row in used])], minlength=of_row.max() + 1
            )
            for part in PARTS
        ]
    )
    return int((by_part.sum(axis=0) ** 2 - (by_part**2).sum(axis=0)).sum() // 2)
