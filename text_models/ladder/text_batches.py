"""Texts some at a time, so that any number of them takes the memory of a few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

TEXTS_AT_ONCE = 1_000
CHARACTERS_AT_ONCE = 2_000_000


def text_batches(rows: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Yield the (key, text) rows in lists of at most 1,000 and, but for one text, 2,000,000 characters."""
    batch: list[tuple[int, str]] = []
    characters = 0
    for row in rows:
        if batch and (len(batch) == TEXTS_AT_ONCE or characters + len(row[1]) > CHARACTERS_AT_ONCE):
            yield batch
            batch, characters = [], 0
        batch.append(row)
        characters += len(row[1])
    if batch:
        yield batch
