"""The model of all classifiers whose scores are sums of weights of n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from text_models.classifiers.features.ngrams import Ngrams
from text_models.classifiers.saved.saved_state import SavedState
from text_models.classifiers.training_texts import Texts

LINKS = ("softmax", "sigmoid", "shares", "sets")


@dataclass(frozen=True)
class LinearModel:
    """Scores `features @ coefficients.T + intercepts`, made probabilities by a link.

    `coefficients` has shape (R, F), `intercepts` (R,), where row r is label r, but for link "sets". Links:
    "softmax" and "sigmoid" of the scores; "shares", sigmoids divided by their sum; "sets", the softmax over
    R sets of labels, where `sets`, bool of shape (R, C), says which labels each holds: a label's probability
    is the sum of those of its sets.
    """

    ngrams: Ngrams
    coefficients: np.ndarray
    intercepts: np.ndarray
    link: str
    sets: np.ndarray | None = None

    kind: ClassVar[str] = "linear"

    @property
    def libraries(self) -> Sequence[str]:
        """Those of the n-grams."""
        return self.ngrams.libraries

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the probabilities of C labels for N texts, shape (N, C)."""
        from scipy.special import expit, softmax

        scores = self.ngrams.transform(texts.normal) @ self.coefficients.T
        scores = scores.astype(np.float64) + self.intercepts
        if self.link == "sigmoid":
            return np.asarray(expit(scores))
        if self.link == "shares":
            # The logarithm of the sigmoid, so that labels far below 0 keep their shares.
            return np.asarray(softmax(-np.logaddexp(0, -scores), axis=1))
        shares = np.asarray(softmax(scores, axis=1))
        return shares if self.sets is None else np.minimum(shares @ self.sets, 1)

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        arrays = {"coefficients": self.coefficients, "intercepts": self.intercepts}
        if self.sets is not None:
            arrays["sets"] = self.sets
        return SavedState({"link": self.link}, arrays).with_part("ngrams", self.ngrams.state())

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the model; raises ValueError, naming the file, when it is damaged."""
        ngrams = Ngrams.from_state(state.part("ngrams"))
        link = state.text("link", LINKS)
        sets = state.flags("sets", (None, labels)) if link == "sets" else None
        rows = labels if sets is None else len(sets)
        coefficients = state.array("coefficients", (rows, ngrams.size))
        return cls(ngrams, coefficients, state.array("intercepts", (rows,)), link, sets)
