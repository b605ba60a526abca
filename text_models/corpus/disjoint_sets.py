"""Rows that belong together, directly or through others."""

from __future__ import annotations

import numpy as np


class DisjointSets:
    """N members 0..N-1, each in a set of its own until sets are joined (Tarjan 1975, path halving)."""

    def __init__(self, members: int) -> None:
        self._parents = list(range(members))

    def join(self, one: int, other: int) -> None:
        """Make the sets of two members one set, whose root is the lowest of its members."""
        roots = sorted((self.root(one), self.root(other)))
        self._parents[roots[1]] = roots[0]

    def are_joined(self, one: int, other: int) -> bool:
        """Whether two members are in one set."""
        return self.root(one) == self.root(other)

    def root(self, member: int) -> int:
        """Return the lowest member of the set of a member."""
        parents = self._parents
        while parents[member] != member:
            parents[member] = parents[parents[member]]
            member = parents[member]
        return member

    def roots(self) -> np.ndarray:
        """Return the root of each member, shape (N,)."""
        return np.array([self.root(member) for member in range(len(self._parents))], np.int64)
