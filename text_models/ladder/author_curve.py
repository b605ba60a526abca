"""How often an author's label is found from k of the author's texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from text_models.metrics.bootstrap import RESAMPLES, SEED, draw_groups, interval_of

TEXTS_OF_AUTHOR = (1, 2, 5, 10, 20, 50, 100)
# Of a probability of 0 or 1 the odds are not finite; no classifier is as sure as this.
_SMALLEST = 1e-6


class CurveRow(NamedTuple):
    """Of `units` of `texts` texts each, by `authors`, the share that is right, with its 95 % interval."""

    texts: int
    units: int
    authors: int
    accuracy: float
    low: float
    high: float


def mean_log_odds(probabilities: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Return the probabilities of M units of texts, shape (M, C), from those of N texts, shape (N, C).

    `units`, shape (N,), holds the unit 0..M-1 of each text. The log-odds of a label are the mean of those
    that the unit's texts have; odds are brought back to probabilities that sum to 1.
    """
    shares = np.clip(probabilities, _SMALLEST, 1 - _SMALLEST)
    odds = np.log(shares) - np.log1p(-shares)
    count = int(units.max()) + 1
    sums = np.zeros((count, shares.shape[1]))
    np.add.at(sums, units, odds)
    means = 1 / (1 + np.exp(-sums / np.bincount(units, minlength=count)[:, None]))
    return np.asarray(means / means.sum(axis=1, keepdims=True))


def accuracy_by_texts(
    truth: np.ndarray,
    probabilities: np.ndarray,
    authors: Sequence[str | None],
    *,
    numbers: Sequence[int] = TEXTS_OF_AUTHOR,
    seed: int = SEED,
) -> list[CurveRow]:
    """Return a row for each number k of texts that two authors or more have, in the order of `numbers`.

    Of N texts, `truth` holds the positions of the labels, shape (N,), and `probabilities` has shape (N, C).
    The texts of each author, shuffled, are cut into units of k; what is left over, and authors of fewer than
    k texts, do not count. A text without an author, or of an author with two labels, does not either. The
    interval is that of 2,000 resamples of authors.
    """
    rows_of = _rows_of_authors(truth, authors, np.random.default_rng(seed))
    curve = []
    for k in numbers:
        enough = [rows[: len(rows) // k * k] for rows in rows_of if len(rows) >= k]
        if len(enough) > 1:
            curve.append(_row(k, enough, truth, probabilities, seed))
    return curve


def _rows_of_authors(
    truth: np.ndarray, authors: Sequence[str | None], generator: np.random.Generator
) -> list[np.ndarray]:
    """The rows of each author who has one label, shuffled; authors in the order of their first text."""
    of_author: dict[str, list[int]] = {}
    for row, author in enumerate(authors):
        if author is not None:
            of_author.setdefault(author, []).append(row)
    rows = [np.asarray(rows) for rows in of_author.values()]
    return [generator.permutation(own) for own in rows if len(np.unique(truth[own])) == 1]


def _row(
    k: int, of_authors: Sequence[np.ndarray], truth: np.ndarray, probabilities: np.ndarray, seed: int
) -> CurveRow:
    rows = np.concatenate(of_authors)
    units = np.arange(len(rows)) // k
    answers = mean_log_odds(probabilities[rows], units).argmax(axis=1)
    is_right = answers == truth[rows[::k]]
    counts = np.asarray([len(own) // k for own in of_authors])
    right = np.add.reduceat(is_right.astype(float), np.append(0, np.cumsum(counts)[:-1]))
    drawn = [drawn @ right / (drawn @ counts) for drawn in draw_groups(len(counts), RESAMPLES, seed)]
    accuracy = interval_of(np.asarray(right.sum() / counts.sum()), np.concatenate(drawn))
    return CurveRow(k, len(answers), len(of_authors), *accuracy)
