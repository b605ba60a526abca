"""Which texts must stand on one side of a split, and be drawn together by a bootstrap."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from text_models.corpus.disjoint_sets import DisjointSets
from text_models.corpus.near_equal_texts import join_near_equal
from text_models.normalise import text_key

# What stands for a row that has no author, or no group of the file's own.
Shared = str | float | None


def group_texts(texts: Sequence[str], *shared: Sequence[Shared]) -> np.ndarray:
    """Return the name of the group of each of N texts, shape (N,), of type str.

    In one group are texts that are equal but for case, whitespace and escapes (see `text_key`), near-equal
    ones (see `text_models.corpus.near_equal_texts`), and those that have a value in common in one of
    `shared`, such as the authors, or the column of a file that says what belongs together; through others
    too. None, NaN and an empty text are no value: rows without an author have no author in common.

    A group is named by the lowest `text_key` in it, so that it is the same in whatever order the rows come.
    Raises ValueError when there are not as many values as texts.
    """
    keys = [text_key(text) for text in texts]
    sets = DisjointSets(len(texts))
    for values in (keys, *shared):
        if len(values) != len(texts):
            raise ValueError(
                f"Each text needs its author or group. Received: {len(texts)} texts, {len(values)} of those"
            )
        _join_equal(values, sets)
    join_near_equal(texts, sets)
    roots = sets.roots()
    lowest: dict[int, str] = {}
    for root, key in zip(roots.tolist(), keys, strict=True):
        lowest[root] = min(key, lowest.get(root, key))
    return np.array([lowest[root] for root in roots.tolist()], dtype=str)


def _join_equal(values: Sequence[Shared], sets: DisjointSets) -> None:
    first_of: dict[Shared, int] = {}
    for row, value in enumerate(values):
        if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
            continue
        sets.join(first_of.setdefault(value, row), row)
