"""What every text classifier of the project is: one interface, so that each can be put in another's place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self, runtime_checkable

import numpy as np


@runtime_checkable
class TextClassifier(Protocol):
    """A trained classifier of normalised texts (see `normalise_text`) into `classes`, in ascending order."""

    @property
    def name(self) -> str:
        """What it is called in tables and files."""
        ...

    @property
    def classes(self) -> tuple[int, ...]:
        """The classes that its distributions are over."""
        ...

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Return a distribution over `classes` for each of N texts, shape (N, C), rows sum to 1.

        They are meant as frequencies: of the texts that get 0.8 for a class, 80 % should belong to it.
        A classifier trained with weighted classes takes the weights out again before it answers. Any text
        gets an answer: an empty one, emoji only, one of 100,000 characters; no texts give shape (0, C).
        """
        ...

    def save(self, folder: Path) -> None:
        """Write into the existing `folder` what `load` needs."""
        ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return what `save` wrote there; raises ValueError, naming the file, when one is damaged."""
        ...
