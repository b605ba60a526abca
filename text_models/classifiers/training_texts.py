"""What classifiers are fitted on, checked and in an order that no declaration changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from text_models.tasks.labels import Labels, truth_of
from text_models.tasks.task import Kind, Task


@dataclass(frozen=True)
class Texts:
    """N texts as they were written, and in a normal form."""

    original: Sequence[str]
    normal: Sequence[str]

    def __len__(self) -> int:
        return len(self.original)


@dataclass(frozen=True)
class TrainingTexts:
    """N texts and their truth over `labels`, sorted, whatever their order in the task.

    `truth` holds positions, shape (N,), or for any number of labels a text bool, shape (N, C). `weights`,
    shape (N,), are what each text counts, one of weight 2 as two of weight 1; None: all count the same.
    """

    texts: Texts
    labels: tuple[str, ...]
    truth: np.ndarray
    weights: np.ndarray | None = None

    @property
    def has_many_labels(self) -> bool:
        """Whether a text has any number of labels."""
        return self.truth.ndim == 2

    @property
    def indicators(self) -> np.ndarray:
        """Whether each text has each label, bool, shape (N, C)."""
        if self.has_many_labels:
            return self.truth
        return np.asarray(self.truth[:, None] == np.arange(len(self.labels)))

    def rows(self, rows: np.ndarray) -> TrainingTexts:
        """Return those of the texts, by their positions."""
        texts = Texts([self.texts.original[row] for row in rows], [self.texts.normal[row] for row in rows])
        weights = None if self.weights is None else self.weights[rows]
        return replace(self, texts=texts, truth=self.truth[rows], weights=weights)


def check_labels_differ(labels: Sequence[str], truth: np.ndarray, classifier: str) -> None:
    """Raise ValueError when no label can be told from another. `classifier` begins the sentence."""
    if truth.ndim == 2:
        if not (truth.any(axis=0) & ~truth.all(axis=0)).any():
            raise ValueError(
                f"{classifier} needs a label of {', '.join(labels)} that some texts have and "
                f"others have not. Received: {len(truth)} texts"
            )
    elif len(found := np.unique(truth)) < 2:
        raise ValueError(
            f"{classifier} needs two or more different labels out of {', '.join(labels)}. "
            f"Received: {[labels[position] for position in found]}"
        )


def check_texts(texts: Sequence[str], classifier: str) -> None:
    """Raise ValueError when a text is none, or all are empty. `classifier` begins the sentence."""
    if strangers := [(row, text) for row, text in enumerate(texts) if not isinstance(text, str)]:
        row, text = strangers[0]
        raise ValueError(f"{classifier} needs texts: text {row} (counted from 0) is {text!r}. Leave it out.")
    if not any(text.strip() for text in texts):
        raise ValueError(f"{classifier} needs a text to learn from. Received: {len(texts)} empty texts")


def check_weights_of(
    texts: Sequence[str], weights: Sequence[float] | np.ndarray | None, classifier: str
) -> np.ndarray | None:
    """Return the weights of N texts, shape (N,). Raises ValueError for one that is not finite or above 0."""
    if weights is None:
        return None
    of_texts = np.asarray(weights, np.float64)
    if of_texts.shape != (len(texts),):
        raise ValueError(f"{classifier} needs a weight a text: {len(texts)} texts, {len(of_texts)} weights.")
    strangers = np.flatnonzero(~(np.isfinite(of_texts) & (of_texts > 0)))
    if len(strangers):
        row = strangers[0]
        raise ValueError(
            f"{classifier} needs weights above 0: text {row} (counted from 0) has {of_texts[row]:g}. Leave "
            "it out."
        )
    return of_texts


def sorted_truth(task: Task, texts: Sequence[str], labels: Labels) -> tuple[tuple[str, ...], np.ndarray]:
    """Return the task's labels, sorted, and N texts' truth over them (see `truth_of`).

    Raises ValueError, a sentence, when there are more or fewer labels than texts, a label is none (None or
    NaN), or it is none of the task's.
    """
    if len(labels) != len(texts):
        raise ValueError(f"Each text has its label: {len(texts)} texts, {len(labels)} labels.")
    for row, of_text in enumerate(labels):
        known = isinstance(of_text, Collection) and all(isinstance(label, str) for label in of_text)
        if not known:
            expected = "a list of labels" if task.kind is Kind.MULTI else "one"
            raise ValueError(
                f"Text {row} (counted from 0) has the label {of_text!r}; expected "
                f"{expected} of {', '.join(task.labels[:20])}."
            )
    in_order = replace(task, labels=tuple(sorted(task.labels)))
    return in_order.labels, truth_of(in_order, labels)
