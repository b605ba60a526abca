"""Logistic regression and multinomial naive Bayes: a score a label, linear in the features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from text_models.classifiers.saved.saved_state import SavedState


@dataclass(frozen=True)
class LinearScores:
    """The softmax of `features @ coefficients.T + intercepts`, of shapes (K, F) and (K,)."""

    coefficients: np.ndarray
    intercepts: np.ndarray

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """Return the probabilities for features of shape (N, F): shape (N, K)."""
        from scipy.special import softmax

        return np.asarray(softmax(features @ self.coefficients.T + self.intercepts, axis=1))

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        return SavedState({}, {"coefficients": self.coefficients, "intercepts": self.intercepts})

    @classmethod
    def from_state(cls, state: SavedState, labels: int, features: int) -> Self:
        """Return the learner; raises ValueError, naming the file, when it is damaged."""
        return cls(state.array("coefficients", (labels, features)), state.array("intercepts", (labels,)))


def fit_logistic_regression(features: np.ndarray, places: np.ndarray) -> LinearScores:
    """Return L2 logistic regression of labels 0..K-1, shape (N,), on features (N, F)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(max_iter=1_000).fit(features, places)
    if len(model.classes_) == 2:
        return LinearScores(np.vstack([0 * model.coef_, model.coef_]), np.append(0.0, model.intercept_))
    return LinearScores(model.coef_, model.intercept_)


def fit_naive_bayes(features: np.ndarray, places: np.ndarray) -> LinearScores:
    """Return multinomial naive Bayes of labels 0..K-1, shape (N,), on features (N, F) of 0 or more."""
    from sklearn.naive_bayes import MultinomialNB

    model = MultinomialNB().fit(features, places)
    return LinearScores(model.feature_log_prob_, model.class_log_prior_)
