"""A support vector machine whose scores are calibrated to probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Self

import numpy as np

from text_models.classifiers.saved.saved_state import SavedState

FOLDS = 5
# Time and memory grow with the square.
MOST_TEXTS = 20_000
ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class SupportVectors:
    """Pairwise scores by a Gaussian kernel, summed up by label, through a sigmoid each.

    `vectors` has shape (V, F), `coefficients` (P, V) and `intercepts` (P,) for the P pairs of K labels, in
    the order of `itertools.combinations`; `width` is the kernel's gamma. `slopes` and `offsets` are Platt's A
    and B: shape (1,) for two labels, else (K,).
    """

    vectors: np.ndarray
    coefficients: np.ndarray
    intercepts: np.ndarray
    slopes: np.ndarray
    offsets: np.ndarray
    width: np.ndarray
    labels: int

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """Return the probabilities for features of shape (N, F): shape (N, K)."""
        from scipy.special import expit

        parts = [np.zeros((0, len(self.slopes)))]
        for start in range(0, len(features), ROWS_AT_ONCE):
            parts.append(self._scores(features[start : start + ROWS_AT_ONCE]))
        calibrated = expit(-(self.slopes * np.concatenate(parts) + self.offsets))
        if self.labels == 2:
            return np.hstack([1 - calibrated, calibrated])
        sums = calibrated.sum(axis=1, keepdims=True)
        return np.where(sums > 0, calibrated / np.where(sums > 0, sums, 1), 1 / self.labels)

    def _scores(self, features: np.ndarray) -> np.ndarray:
        """Scores as scikit-learn's `decision_function` gives them, shape (N, 1) or (N, K)."""
        from scipy.spatial.distance import cdist

        kernel = np.exp(-self.width[0] * cdist(features, self.vectors, "sqeuclidean"))
        pairs = kernel @ self.coefficients.T + self.intercepts
        if self.labels == 2:
            return np.asarray(pairs)
        votes, sums = np.zeros((2, len(features), self.labels))
        for pair, (first, second) in enumerate(combinations(range(self.labels), 2)):
            sums[:, first] += pairs[:, pair]
            sums[:, second] -= pairs[:, pair]
            votes[:, first] += pairs[:, pair] >= 0
            votes[:, second] += pairs[:, pair] < 0
        return np.asarray(votes + sums / (3 * (np.abs(sums) + 1)))

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        return SavedState({}, {name: value for name, value in vars(self).items() if name != "labels"})

    @classmethod
    def from_state(cls, state: SavedState, labels: int, features: int) -> Self:
        """Return the machine; raises ValueError, naming the file, when it is damaged."""
        vectors = state.array("vectors", (None, features))
        pairs, calibrated = labels * (labels - 1) // 2, 1 if labels == 2 else labels
        return cls(
            vectors,
            state.array("coefficients", (pairs, len(vectors))),
            state.array("intercepts", (pairs,)),
            state.array("slopes", (calibrated,)),
            state.array("offsets", (calibrated,)),
            state.array("width", (1,), lowest=0),
            labels,
        )


def fit_support_vectors(features: np.ndarray, places: np.ndarray) -> SupportVectors:
    """Return the machine for labels 0..K-1, shape (N,), on features (N, F).

    Calibrated by Platt's sigmoid on scores out of fold: https://www.csie.ntu.edu.tw/~htlin/paper/doc/plattprob.pdf
    Raises ValueError when a label has one text alone, or there are more than 20,000 texts.
    """
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.svm import SVC

    fewest = int(np.bincount(places).min())
    if fewest < 2:
        raise ValueError(
            "A support vector machine needs two or more texts of each label, so that its probabilities can "
            f"be calibrated. Received: a label with {fewest}"
        )
    if len(places) > MOST_TEXTS:
        raise ValueError(
            f"A support vector machine learns from up to {MOST_TEXTS:,} texts, as its time grows with their "
            f"square. Received: {len(places):,}"
        )
    calibrated = CalibratedClassifierCV(SVC(), cv=min(FOLDS, fewest), ensemble=False).fit(features, places)
    fitted = calibrated.calibrated_classifiers_[0]
    machine = fitted.estimator
    labels = len(machine.classes_)
    return SupportVectors(
        machine.support_vectors_,
        _pair_coefficients(machine.dual_coef_, machine.n_support_, labels),
        machine.intercept_,
        np.asarray([sigmoid.a_ for sigmoid in fitted.calibrators]),
        np.asarray([sigmoid.b_ for sigmoid in fitted.calibrators]),
        np.asarray([machine._gamma]),
        labels,
    )


def _pair_coefficients(dual: np.ndarray, counts: np.ndarray, labels: int) -> np.ndarray:
    """libsvm's coefficients, (K - 1, V), as a row a pair, (P, V): a vector of neither label has 0.

    https://www.csie.ntu.edu.tw/~cjlin/libsvm/faq.html#f402
    """
    if labels == 2:
        return dual
    of = np.repeat(np.arange(labels), counts)
    rows = []
    for first, second in combinations(range(labels), 2):
        rows.append(np.where(of == first, dual[second - 1], np.where(of == second, dual[first], 0)))
    return np.asarray(rows)
