"""All texts of a task with what is known of their labels, as columns; none of their text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from label_review.queue.queue_texts import QueueTexts
from label_review.queue.version_folds import VersionFolds
from label_review.triage.issue_kinds import IssueKind, differing_copies, outliers
from label_review.triage.label_quality import multi_label_quality, self_confidence, suggested_labels
from label_review.triage.orders import (
    Order,
    diverse_order,
    doubtful_order,
    random_order,
    uncertain_order,
)
from text_models.tasks.task import Kind, Task

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SEED = 20_260_101
HAS_LABEL = 0.5
DIVERSE = 500  # the others follow by chance: nobody looks at more in one sitting
# Of documents, shape (N,), vectors of length 1 or 0, shape (N, D).
Vectors = Callable[[np.ndarray], "np.ndarray | csr_matrix"]


def _all_alike(documents: np.ndarray) -> np.ndarray:
    """Vectors of texts of which nobody tells how alike they are."""
    return np.zeros((len(documents), 1))


@dataclass(frozen=True)
class QueueItem:
    """What the queue knows of a text; `quality` and `probability` are None where no version tells."""

    document_id: int
    labels: tuple[str, ...]
    suggested: tuple[str, ...]
    probability: float | None
    quality: float | None
    kinds: tuple[IssueKind, ...]


class TaskQueue:
    """N texts of a task, by their places 0..N-1.

    `folds` None where no version keeps probabilities. `vectors` are asked for when order `diverse` is.
    """

    def __init__(
        self, task: Task, texts: QueueTexts, folds: VersionFolds | None, vectors: Vectors = _all_alike
    ) -> None:
        self.task = task
        self.texts = texts
        self._vectors = vectors
        self.version = folds.version if folds is not None else None
        self.names = folds.labels if folds is not None else task.labels
        self.probabilities = (
            folds.of(texts.documents)
            if folds is not None
            else np.full((len(texts), max(1, len(task.labels))), np.nan)
        )

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def documents(self) -> np.ndarray:
        """The numbers of the documents, shape (N,), sorted."""
        return self.texts.documents

    @cached_property
    def choices(self) -> list[str]:
        """The labels to choose from: the task's, else those of the version, else those that texts have."""
        found = {label for said in self.texts.said for label in said}
        return list(self.task.labels or self.names or sorted(found))

    @cached_property
    def quality(self) -> np.ndarray:
        """How plausible each text's own label is, shape (N,); NaN for one without label or probabilities."""
        found = np.full(len(self), np.nan)
        known = self._known
        if not len(known):
            return found
        if self.task.kind is Kind.MULTI:
            found[known] = multi_label_quality(self.probabilities[known], self._has[known])
        else:
            found[known] = self_confidence(self.probabilities[known], self._own[known])
        return found

    @cached_property
    def kinds(self) -> dict[IssueKind, np.ndarray]:
        """Which texts are of each kind of issue, shape (N,)."""
        nothing = np.zeros(len(self), dtype=bool)
        is_ring = nothing.copy()
        if self.task.kind is not Kind.MULTI:
            known = self._known
            is_ring[known] = self.probabilities[known].argmax(axis=1) != self._own[known]
        return {
            "label": self._differs
            & np.array([bool(it) for it in self.texts.said], dtype=bool)[self.texts.codes]
            if len(self)
            else nothing,
            "ring": is_ring,
            "outlier": outliers(self.probabilities) if len(self) else nothing,
            "copies": differing_copies(self.texts.keys, self.texts.codes),
        }

    def order(self, order: Order) -> np.ndarray:
        """The places in this order; without any probabilities `doubtful` and `uncertain` are by chance."""
        if order == "diverse":
            return self._diverse
        if not self._is_answered.any() or order == "random":
            return random_order(len(self), SEED)
        return doubtful_order(self.quality) if order == "doubtful" else uncertain_order(self.probabilities)

    def item(self, place: int) -> QueueItem:
        """What is known of the text at a place."""
        suggested = self.suggested(place)
        probability = None
        if suggested:
            probability = min(float(self.probabilities[place, self.names.index(it)]) for it in suggested)
        quality = float(self.quality[place])
        return QueueItem(
            int(self.documents[place]),
            self.texts.labels(place),
            suggested,
            probability,
            None if np.isnan(quality) else quality,
            tuple(kind for kind, is_it in self.kinds.items() if is_it[place]),
        )

    def suggested(self, place: int) -> tuple[str, ...]:
        """The labels that the folds speak for; () where no version tells."""
        if self.task.kind is Kind.MULTI:
            return tuple(name for name, is_it in zip(self.names, self._likely[place], strict=True) if is_it)
        column = int(self._suggested[place])
        return () if column < 0 else (self.names[column],)

    @cached_property
    def _diverse(self) -> np.ndarray:
        """The places, texts unlike each other first."""
        return diverse_order(self._vectors(self.documents), DIVERSE, SEED)

    @cached_property
    def _differs(self) -> np.ndarray:
        """Whether labels are suggested that are not the text's own, shape (N,)."""
        if self.task.kind is not Kind.MULTI:
            return np.asarray((self._suggested >= 0) & (self._suggested != self._own))
        is_other = (self._likely != self._has).any(axis=1) | self._has_unknown
        return np.asarray(is_other & self._likely.any(axis=1))

    @cached_property
    def _suggested(self) -> np.ndarray:
        """The column of the label that is suggested, shape (N,); -1 where no version tells."""
        found = np.full(len(self), -1, dtype=np.int64)
        answered, known = np.flatnonzero(self._is_answered), self._known
        found[answered] = self.probabilities[answered].argmax(axis=1)
        if len(known):
            found[known] = suggested_labels(self.probabilities[known], self._own[known])
        return found

    @cached_property
    def _likely(self) -> np.ndarray:
        """Which labels the folds speak for, shape (N, C), where a text may have several."""
        return np.asarray(np.nan_to_num(self.probabilities, nan=0.0) >= HAS_LABEL)

    @cached_property
    def _has(self) -> np.ndarray:
        """Which of the labels each text has, shape (N, C)."""
        has = [[name in said for name in self.names] for said in self.texts.said]
        return np.asarray(np.array(has, dtype=bool).reshape(-1, len(self.names))[self.texts.codes])

    @cached_property
    def _has_unknown(self) -> np.ndarray:
        """Whether a text has a label that the version does not know, shape (N,)."""
        known = set(self.names)
        is_strange = [not known.issuperset(it) for it in self.texts.said]
        return np.asarray(np.array(is_strange, dtype=bool)[self.texts.codes])

    @cached_property
    def _is_answered(self) -> np.ndarray:
        return np.asarray(~np.isnan(self.probabilities).any(axis=1))

    @cached_property
    def _own(self) -> np.ndarray:
        """The column of each text's one label, shape (N,); -1 for none, several or an unknown one."""
        place_of = {name: place for place, name in enumerate(self.names)}
        columns = [place_of.get(it[0], -1) if len(it) == 1 else -1 for it in self.texts.said]
        return np.asarray(np.array(columns, dtype=np.int64)[self.texts.codes])

    @cached_property
    def _known(self) -> np.ndarray:
        """The places of texts that have both a label, of those the version knows, and probabilities."""
        if self.task.kind is Kind.MULTI:
            return np.flatnonzero(self._is_answered)
        return np.flatnonzero(self._is_answered & (self._own >= 0))


def histogram(values: np.ndarray, bins: int = 20) -> list[int]:
    """How many of the values, each in 0..1, lie in each of equally wide bins; NaN are not counted."""
    return [int(it) for it in np.histogram(values[~np.isnan(values)], bins=bins, range=(0, 1))[0]]
