"""Texts as the ids of their pieces, with their labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class EncodedTexts(NamedTuple):
    """N texts with one label each, integers all of it.

    `input_ids` of all texts one after the other, shape (sum of lengths,); their `lengths`, `labels` and
    `ids` (the numbers by which their source knows them), each of shape (N,).
    """

    input_ids: np.ndarray
    lengths: np.ndarray
    labels: np.ndarray
    ids: np.ndarray

    @classmethod
    def of_rows(cls, rows: Sequence[Sequence[int]]) -> EncodedTexts:
        """Return N texts of one id or more each, whose labels are kept elsewhere: 0 here; numbered 0, 1, …"""
        lengths = np.fromiter(map(len, rows), np.int64, len(rows))
        ids = np.fromiter((each for row in rows for each in row), np.int32, int(lengths.sum()))
        return cls(ids, lengths, np.zeros(len(rows), np.int32), np.arange(len(rows)))

    def rows(self, rows: np.ndarray) -> EncodedTexts:
        """Return those of the texts, by their positions."""
        starts = np.cumsum(self.lengths) - self.lengths
        some = [self.input_ids[starts[row] : starts[row] + self.lengths[row]] for row in rows.tolist()]
        ids = np.concatenate([np.zeros(0, np.int32), *some])
        return EncodedTexts(ids, self.lengths[rows], self.labels[rows], self.ids[rows])
