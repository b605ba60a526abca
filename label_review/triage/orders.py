"""Orders in which a person is given the texts of a task: each a permutation of 0..N-1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Order = Literal["doubtful", "uncertain", "diverse", "random"]
ORDERS: tuple[Order, ...] = get_args(Order)


def doubtful_order(quality: np.ndarray) -> np.ndarray:
    """The texts whose label is least plausible first, those without a score (NaN) last.

    `quality` has shape (N,).
    """
    return np.argsort(np.where(np.isnan(quality), np.inf, quality), kind="stable")


def uncertain_order(probabilities: np.ndarray) -> np.ndarray:
    """The texts first whose answer has the highest entropy, whatever their label; without one (NaN) last.

    `probabilities` has shape (N, C). Entropy sampling: Settles, "Active Learning Literature Survey", 2009.
    """
    safe = np.clip(np.nan_to_num(probabilities, nan=1.0), 1e-12, 1.0)
    entropy = -(safe * np.log(safe)).sum(axis=1)
    entropy[np.isnan(probabilities).any(axis=1)] = -np.inf
    return np.argsort(-entropy, kind="stable")


def diverse_order(vectors: np.ndarray | csr_matrix, first: int, seed: int) -> np.ndarray:
    """Texts unlike each other first: each of the `first` is farthest from all before it; then the rest.

    `vectors` has shape (N, D), sparse or not, rows of length 1 or 0. The greedy solution of k-center, at most
    twice the best radius: Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985; as a
    choice of what to label: Sener and Savarese, "Active Learning for Convolutional Neural Networks: A
    Core-Set Approach", 2018.
    """
    count = vectors.shape[0]
    if not count:
        return np.arange(0)
    shuffled = random_order(count, seed)
    nearest = np.full(count, np.inf)
    chosen = [int(shuffled[0])]
    for _ in range(min(first, count) - 1):
        last = vectors[chosen[-1]]
        gap = 1 - vectors @ (last if isinstance(last, np.ndarray) else last.toarray().ravel())
        np.minimum(nearest, gap, out=nearest)
        nearest[chosen[-1]] = -np.inf
        chosen.append(int(nearest.argmax()))
    rest = shuffled[~np.isin(shuffled, chosen)]
    return np.concatenate([np.array(chosen), rest])


def random_order(count: int, seed: int) -> np.ndarray:
    """Any order, the same one for a seed."""
    return np.random.default_rng(seed).permutation(count)
