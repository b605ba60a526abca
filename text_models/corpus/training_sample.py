"""How many texts of each label to learn from, new ones and old ones."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import TypeVar
from uuid import UUID

REPLAY_SHARE = 0.5
Label = TypeVar("Label", int, str)


def new_and_replayed(new: int, older: int, most: int) -> tuple[int, int]:
    """Return how many new and how many older texts to take of those there are, together at most `most`.

    Half of the room is kept for older ones; what one side leaves, the other takes.
    """
    replayed = min(older, max(int(most * REPLAY_SHARE), most - new))
    return min(new, most - replayed), replayed


def stratified(counts: Mapping[Label, int], rows: int) -> dict[Label, int]:
    """Return how many of `rows` fall to each label, in proportion to its count and never more than that.

    Largest remainders (Hamilton's method): each share is off by less than one row. The shares are kept as
    they are because probabilities and baselines learned from other ones would be wrong for new texts; rare
    labels are helped by class weights instead. All of them when there are no more than `rows`.
    """
    total = sum(counts.values())
    if total <= rows:
        return dict(counts)
    exact = {label: count * rows / total for label, count in counts.items()}
    quotas = {label: int(share) for label, share in exact.items()}
    by_remainder = sorted(exact, key=lambda label: (quotas[label] - exact[label], label))
    for label in by_remainder[: rows - sum(quotas.values())]:
        quotas[label] += 1
    return quotas


def walk_start(version: str) -> UUID:
    """Return the key at which this version's walk through the texts starts, always the same for a version."""
    return UUID(bytes=blake2b(version.encode(), digest_size=16).digest())
