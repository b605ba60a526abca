"""What learns from numbers: a model of K labels, kept as arrays of ours."""

from typing import Protocol, Self

import numpy as np

from text_models.classifiers.saved.saved_state import SavedState


class Learner(Protocol):
    """Probabilities of K labels from F numbers a text."""

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """Return the probabilities for features of shape (N, F): shape (N, K), rows sum to 1."""
        ...

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        ...

    @classmethod
    def from_state(cls, state: SavedState, labels: int, features: int) -> Self:
        """Return the learner; raises ValueError, naming the file, when it is damaged."""
        ...
