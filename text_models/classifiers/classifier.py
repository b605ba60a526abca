"""What every text classifier of the project is: one interface, so that each can be put in another's place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self, runtime_checkable

import numpy as np

from text_models.classifiers.explanation import Part


@runtime_checkable
class TextClassifier(Protocol):
    """A trained classifier of normalised texts (see `normalise_text`) into `labels`, in the task's order."""

    @property
    def name(self) -> str:
        """What it is called in tables and files."""
        ...

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that its probabilities are of."""
        ...

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Return the probability of each label for each of N texts, shape (N, C).

        Rows sum to 1 where a text has one label; where it has any number of them, each is 0..1 by itself.
        They are meant as frequencies: of the texts that get 0.8 for a label, 80 % should have it. A
        classifier trained with weighted labels takes the weights out again before it answers. Any text gets
        an answer: an empty one, emoji only, one of 100,000 characters; no texts give shape (0, C).
        """
        ...

    def explain(self, text: str, label: str | None = None) -> list[Part]:
        """Return (start, end, weight) for each part of `text`, by offsets of its characters as it is.

        The weight is what the part moves the log-odds of `label` by, the likeliest one unless named; above 0
        it speaks for the label (see `text_models.classifiers.explanation`). Raises ValueError for a label
        that is none of the classifier's.
        """
        ...

    def save(self, folder: Path) -> None:
        """Write into the existing `folder` what `load` needs."""
        ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return what `save` wrote there; raises ValueError, naming the file, when one is damaged."""
        ...


@runtime_checkable
class FixedAnswer(Protocol):
    """A classifier that gives every text the same answer, because it does not read.

    `answer` is the position of a label, or, with any number of labels a text, a bool for each, shape (C,).
    `point` is a place on an ordinal scale.
    """

    @property
    def answer(self) -> int | np.ndarray:
        """The answer to every text."""
        ...

    @property
    def point(self) -> float:
        """The place on the scale of every text; without meaning where there is no scale."""
        ...
