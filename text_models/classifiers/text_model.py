"""What a fitted classifier computes with, apart from labels, normal forms and folders."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol, Self, runtime_checkable

import numpy as np

from text_models.classifiers.saved.saved_state import SavedState
from text_models.classifiers.training_texts import Texts


class TextModel(Protocol):
    """Probabilities of C labels, in sorted order, for texts; `kind` names it in a folder."""

    kind: ClassVar[str]

    @property
    def libraries(self) -> Sequence[str]:
        """The libraries on whose versions its answers depend."""
        ...

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the probabilities for N > 0 texts, shape (N, C)."""
        ...

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        ...

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the model of `labels` labels; raises ValueError, naming the file, when one is damaged."""
        ...


@runtime_checkable
class EmbeddingModel(Protocol):
    """A model that computes a vector of a text on the way to its labels."""

    def embed(self, texts: Texts) -> np.ndarray:
        """Return the vectors of N > 0 texts, shape (N, D)."""
        ...


@runtime_checkable
class EpochModel(Protocol):
    """A model that was learned in passes over the texts."""

    @property
    def history(self) -> Sequence[Mapping[str, float]]:
        """What each epoch told: "epoch" and "training_loss", "development_loss" and others where known."""
        ...
