"""Logistic regression on the vectors of an encoder that stays as it was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from text_models.classifiers.saved.saved_state import SavedState
from text_models.classifiers.training_texts import Texts
from text_models.encoders.muse.muse_arrays import open_muse
from text_models.encoders.stored_encoder import require_same

LINKS = ("softmax", "sigmoid")


@dataclass(frozen=True)
class FrozenMuseModel:
    """Scores `(vectors - mean) / spread @ coefficients.T + intercepts`, made probabilities by a link.

    `encoder` is the identity of M-USE's weights. `mean` and `spread` have shape (D,), `coefficients` (C, D),
    `intercepts` (C,). D = 2E + 3W: the sentence vector, then the highest of each token feature.
    """

    encoder: Mapping[str, Any]
    mean: np.ndarray
    spread: np.ndarray
    coefficients: np.ndarray
    intercepts: np.ndarray
    link: str

    kind: ClassVar[str] = "muse_frozen"
    libraries: Sequence[str] = ("scipy", "sentencepiece", "tensorflow")

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the probabilities of C labels for N texts, shape (N, C)."""
        from scipy.special import expit, softmax

        from text_models.encoders.muse.frozen_muse import open_frozen_muse

        require_same(open_muse().stored, self.encoder)
        vectors = open_frozen_muse().encode(texts.normal)
        scores = ((vectors - self.mean) / self.spread).astype(np.float64) @ self.coefficients.T
        scores = scores + self.intercepts
        return np.asarray(expit(scores) if self.link == "sigmoid" else softmax(scores, axis=1))

    def state(self) -> SavedState:
        """Return what `from_state` needs; the encoder's weights stay where they are."""
        arrays = {
            "mean": self.mean,
            "spread": self.spread,
            "coefficients": self.coefficients,
            "intercepts": self.intercepts,
        }
        return SavedState({"link": self.link, "encoder": dict(self.encoder)}, arrays)

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the model; raises ValueError when it is damaged or the encoder is not the one of then."""
        encoder = state.table("encoder")
        muse = open_muse()
        require_same(muse.stored, encoder)
        width = muse.width + muse.token_width
        return cls(
            encoder,
            state.array("mean", (width,)),
            state.array("spread", (width,), lowest=1e-12),
            state.array("coefficients", (labels, width)),
            state.array("intercepts", (labels,)),
            state.text("link", LINKS),
        )
