"""Whole groups of rows, dealt out to parts so that each part has its share of every label.

Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011, "On the stratification of multi-label
data", https://doi.org/10.1007/978-3-642-23808-6_10), with groups in place of examples: the label with the
fewest rows left is dealt out first, group by group, each to the part that lacks the largest share of what
it is to get. (The paper takes the part that lacks most: a large part would get all groups of many rows.)
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from text_models.metrics.bootstrap import SEED, group_numbers, sums_of_groups
from text_models.metrics.metric import RowBlock


def deal_groups(
    strata: RowBlock, groups: Sequence[str], shares: Sequence[float], *, seed: int = SEED
) -> np.ndarray:
    """Return the part 0..P-1 of each row, shape (N,); the rows of a group are in one part.

    `strata`, shape (N, C), sparse or not, says which labels each row has; a row may have none. `groups`,
    length N, names the group of each row. `shares`, length P, are the wanted shares of the rows, above 0;
    they are divided by their sum. Which part a group falls to depends on the names of the groups and the
    seed, not on the order of the rows. The larger groups of a label are dealt out before the smaller ones,
    which fill up what those left uneven. Raises ValueError when a share is not above 0, or a row has no
    group.
    """
    if len(shares) < 2 or min(shares) <= 0:
        raise ValueError(f"A split needs two or more shares above 0. Received: {list(shares)}")
    if not len(groups):
        return np.zeros(0, np.int64)
    numbers = group_numbers(groups)
    names = np.unique(np.asarray(groups, dtype=str)).tolist()
    dealer = _Dealer(strata, numbers, names, np.asarray(shares) / sum(shares), seed)
    return np.asarray(dealer.deal()[numbers])


class _Dealer:
    def __init__(
        self, strata: RowBlock, numbers: np.ndarray, names: Sequence[str], shares: np.ndarray, seed: int
    ) -> None:
        from scipy.sparse import csr_array

        # Whole numbers, so that what is wanted does not depend on the order of a sum.
        self.counts = csr_array(sums_of_groups(csr_array(strata, dtype=np.float64), numbers))
        self.counts.eliminate_zeros()
        self.sizes = np.bincount(numbers)
        self.shares = shares
        self.lots = [blake2b(f"{seed} {name}".encode("utf-8", "surrogatepass")).digest() for name in names]
        self.parts = np.full(len(names), -1)
        self.label_rows = np.asarray(self.counts.sum(axis=0))
        self.label_given = np.zeros((len(shares), self.counts.shape[1]))
        self.rows_given = np.zeros(len(shares))

    def deal(self) -> np.ndarray:
        """Return the part of each group, shape (G,)."""
        by_label = self.counts.tocsc()
        left = self.label_rows.copy()
        while (left > 0).any():
            label = int(np.where(left > 0, left, np.inf).argmin())
            of_label = slice(by_label.indptr[label], by_label.indptr[label + 1])
            having = [
                (-rows, self.lots[group], group)
                for rows, group in zip(by_label.data[of_label], by_label.indices[of_label], strict=True)
                if self.parts[group] < 0
            ]
            for minus_rows, _, group in sorted(having):
                self._give(group, self._part_for(group, label, -minus_rows), left)
            left[label] = 0
        rest = np.flatnonzero(self.parts < 0).tolist()
        for group in sorted(rest, key=lambda group: (-self.sizes[group], self.lots[group])):
            self._give(group, self._part_for(group, None, float(self.sizes[group])), left)
        return self.parts

    def _part_for(self, group: int, label: int | None, rows: float) -> int:
        """The part for a group with so many rows of the label; None: for one of no label.

        Of the parts that the group fits into, the one that lacks the largest share of what it is to get; of
        equal ones the one that lacks most rows. When it fits into none, the one that lacks most of the label
        and has room for the group; without room, the one that lacks most rows.
        """
        wanted_rows = self.shares * self.sizes.sum()
        lacks_rows = wanted_rows - self.rows_given
        wanted, lacks = wanted_rows, lacks_rows
        if label is not None:
            wanted = self.shares * self.label_rows[label]
            lacks = wanted - self.label_given[:, label]
        fits = (lacks >= rows) & (lacks_rows >= self.sizes[group])
        if not fits.any():
            has_room = lacks_rows >= self.sizes[group]
            return int(np.lexsort((-lacks_rows, -np.where(has_room, lacks, -np.inf)))[0])
        # Rounded, so that parts which lack the same share are equal.
        share = np.where(fits, np.round(lacks / wanted, 9), -np.inf)
        return int(np.lexsort((-lacks_rows, -share))[0])

    def _give(self, group: int, part: int, left: np.ndarray) -> None:
        places = slice(self.counts.indptr[group], self.counts.indptr[group + 1])
        labels, rows = self.counts.indices[places], self.counts.data[places]
        self.parts[group] = part
        self.rows_given[part] += self.sizes[group]
        self.label_given[part, labels] += rows
        left[labels] -= rows
