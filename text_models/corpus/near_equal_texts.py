"""Which texts are near-equal: so much alike that one of them in training gives away the other in a test.

Two texts are near-equal when their fingerprints (see `fingerprint`) are equal, or when at least 80 % of the
runs of five characters in either fingerprint are in both (the Jaccard similarity; Broder 1997,
https://doi.org/10.1109/SEQUEN.1997.666900). That is one word changed in about twenty, or one added in about
five to ten. Candidates come from MinHash signatures in bands (Leskovec, Rajaraman and Ullman, Mining of
Massive Datasets, chapter 3, http://infolab.stanford.edu/~ullman/mmds/ch3n.pdf), and each is then compared
exactly, so no texts are joined that are not alike. A pair with 80 % in common is a candidate with
probability .9998. The work grows with the number of texts, not of their pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np

from text_models.corpus.disjoint_sets import DisjointSets
from text_models.normalise import normalise_text

RUN = 5
SIMILAR = 0.8
BANDS, ROWS_OF_BAND = 16, 4
NEIGHBOURS = 8
RUNS_AT_ONCE = 200_000
# Fixed: the same texts have the same groups on each machine and day.
SEED = 20_110_905

LINK = re.compile(r"(?:https?://|www\.)\S+")
USER = re.compile(r"@\w+")
REPEATED = re.compile(r"(\w)\1{2,}")
NO_WORD = re.compile(r"[\W\d_]+")


def fingerprint(text: str) -> str:
    """Return the words of a text in lower case, without what a copy of it changes first.

    That is: links, names of users, digits, punctuation, emoji, accents, and a letter that is repeated three
    times or more becomes one. It may be empty.
    """
    shown = USER.sub(" ", LINK.sub(" ", normalise_text(text))).casefold()
    if not shown.isascii():
        parts = unicodedata.normalize("NFD", shown)
        shown = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return NO_WORD.sub(" ", REPEATED.sub(r"\1", shown)).strip()


def join_near_equal(texts: Sequence[str], sets: DisjointSets) -> None:
    """Join the rows of near-equal texts in `sets`, which has a member for each of the N texts.

    A text without a fingerprint, such as one of emoji alone, is near-equal to none.
    """
    rows_of: dict[str, int] = {}
    for row, text in enumerate(texts):
        if printed := fingerprint(text):
            sets.join(rows_of.setdefault(printed, row), row)
    rows = np.fromiter(rows_of.values(), np.int64, len(rows_of))
    runs = [runs_of(printed) for printed in rows_of]
    for one, other in _candidates(runs):
        if not sets.are_joined(rows[one], rows[other]) and similarity(runs[one], runs[other]) >= SIMILAR:
            sets.join(int(rows[one]), int(rows[other]))


def similarity(one: np.ndarray, other: np.ndarray) -> float:
    """Return the share 0..1 of runs that two fingerprints have in common, of all that either has.

    0 where their numbers alone say that it is below 80 %.
    """
    if min(len(one), len(other)) < SIMILAR * max(len(one), len(other)):
        return 0.0
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def runs_of(printed: str) -> np.ndarray:
    """Return a number for each distinct run of five characters, shape (R,), sorted; a shorter text has on"""
    points = np.frombuffer(printed.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    points = np.pad(points, (0, max(0, RUN - len(points))))
    numbers = np.zeros(len(points) - RUN + 1, np.uint64)
    for place in range(RUN):
        # Wraps at 2 ** 64, as is meant: two of some thousand runs meet with a probability below 1e-12.
        numbers = numbers * np.uint64(0x9E3779B97F4A7C15) + points[place : place + len(numbers)]
        numbers ^= numbers >> np.uint64(29)
    return np.unique(numbers)


def _candidates(runs: Sequence[np.ndarray]) -> Iterator[tuple[int, int]]:
    """Pairs of texts that agree in a band: each text with the first, and with the eight before it, there.

    So a band in which all n texts agree costs 9 n comparisons, not n ** 2 / 2.
    """
    signatures = np.concatenate([np.zeros((0, BANDS * ROWS_OF_BAND), np.uint32), *_signatures(runs)])
    for band in range(BANDS):
        rows = signatures[:, band * ROWS_OF_BAND : (band + 1) * ROWS_OF_BAND]
        order = np.lexsort(rows.T)
        differs = (rows[order[1:]] != rows[order[:-1]]).any(axis=1)
        bounds = np.concatenate([[0], np.flatnonzero(differs) + 1, [len(order)]])
        for place in np.flatnonzero(np.diff(bounds) > 1):
            bucket = order[bounds[place] : bounds[place + 1]].tolist()
            for later, text in enumerate(bucket):
                for earlier in {0, *range(max(0, later - NEIGHBOURS), later)} - {later}:
                    yield bucket[earlier], text


def _signatures(runs: Sequence[np.ndarray]) -> Iterator[np.ndarray]:
    """MinHash signatures, shape (n, 64), of some texts at a time."""
    factors, masks = np.random.default_rng(SEED).integers(
        1 << 32, size=(2, BANDS * ROWS_OF_BAND), dtype=np.uint32
    )
    factors |= np.uint32(1)
    lengths = np.array([len(one) for one in runs], np.int64)
    before = np.concatenate([[0], lengths.cumsum()])
    start = 0
    while start < len(runs):
        end = max(start + 1, int(np.searchsorted(before, before[start] + RUNS_AT_ONCE, side="right")) - 1)
        block = (np.concatenate(runs[start:end]) >> np.uint64(32)).astype(np.uint32)
        starts = before[start:end] - before[start]
        yield np.column_stack(
            [
                np.minimum.reduceat((block ^ mask) * factor, starts)
                for mask, factor in zip(masks, factors, strict=True)
            ]
        )
        start = end
