"""Several labels told apart by learners of two, or of all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from text_models.classifiers.ten_features.learner import Learner

SCHEMES = ("normal", "one_vs_rest", "one_vs_one")
CLOSEST = 1e-7

FitLearner = Callable[[np.ndarray, np.ndarray], Learner]


def count_learners(scheme: str, labels: int) -> int:
    """Return how many learners a scheme has for K labels."""
    return {"normal": 1, "one_vs_rest": labels, "one_vs_one": labels * (labels - 1) // 2}[scheme]


def fit_scheme(scheme: str, fit: FitLearner, features: np.ndarray, places: np.ndarray) -> list[Learner]:
    """Return the learners of a scheme for labels 0..K-1, shape (N,), each of which some text has."""
    labels = range(int(places.max()) + 1)
    if scheme == "normal":
        return [fit(features, places)]
    if scheme == "one_vs_rest":
        return [fit(features, (places == label).astype(int)) for label in labels]
    learners = []
    for first, second in combinations(labels, 2):
        rows = (places == first) | (places == second)
        learners.append(fit(features[rows], (places[rows] == first).astype(int)))
    return learners


def scheme_probabilities(
    scheme: str, learners: Sequence[Learner], features: np.ndarray, labels: int
) -> np.ndarray:
    """Return the probabilities of K labels for features of shape (N, F): shape (N, K), rows sum to 1."""
    if scheme == "normal":
        return learners[0].probabilities(features)
    alone = np.stack([learner.probabilities(features)[:, 1] for learner in learners], axis=1)
    if scheme == "one_vs_rest":
        sums = alone.sum(axis=1, keepdims=True)
        return np.where(sums > 0, alone / np.where(sums > 0, sums, 1), 1 / labels)
    return couple(alone, labels)


def couple(pairs: np.ndarray, labels: int) -> np.ndarray:
    """Return the probabilities of K labels that fit those of pairs best, shape (N, K), rows sum to 1.

    `pairs`, shape (N, P), holds the probability of the first label of each pair, in the order of
    `itertools.combinations`. Wu, Lin and Weng 2004, second method:
    https://www.jmlr.org/papers/v5/wu04a.html
    """
    of_pair = np.zeros((len(pairs), labels, labels))
    for pair, (first, second) in enumerate(combinations(range(labels), 2)):
        share = np.clip(pairs[:, pair], CLOSEST, 1 - CLOSEST)
        of_pair[:, first, second], of_pair[:, second, first] = share, 1 - share
    system = np.ones((len(pairs), labels + 1, labels + 1))
    system[:, :labels, :labels] = -of_pair.transpose(0, 2, 1) * of_pair
    diagonal = np.arange(labels)
    system[:, diagonal, diagonal] = (of_pair**2).sum(axis=1)
    system[:, labels, labels] = 0
    right = np.zeros((len(pairs), labels + 1, 1))
    right[:, labels] = 1
    found = np.clip(np.linalg.solve(system, right)[:, :labels, 0], 0, 1)
    return np.asarray(found / found.sum(axis=1, keepdims=True))
