"""What a person wants to see of a queue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import date

import numpy as np

from label_review.queue.task_queue import TaskQueue
from label_review.triage.issue_kinds import IssueKind
from label_review.triage.orders import Order


@dataclass(frozen=True)
class DocumentFilter:
    """What a document has to be like; each is left out where None.

    `text`: characters that it holds, whatever their case. `author`: the beginning of its author's key.
    `since` and `until`: the first and the last day of created_at, in UTC.
    """

    text: str | None = None
    author: str | None = None
    batch: str | None = None
    language: str | None = None
    since: date | None = None
    until: date | None = None

    def asks(self) -> bool:
        """Whether anything is asked for."""
        return any(value is not None for value in asdict(self).values())


@dataclass(frozen=True)
class QueueFilter:
    """The label that counts, the kind of issue, the bounds of quality in 0..1; each is left out where None.

    `documents` is what the warehouse is asked for.
    """

    order: Order = "doubtful"
    label: str | None = None
    kind: IssueKind | None = None
    least_quality: float | None = None
    most_quality: float | None = None
    documents: DocumentFilter = field(default_factory=DocumentFilter)

    def places(self, queue: TaskQueue, among: Collection[int] | None = None) -> np.ndarray:
        """The places that pass, in the filter's order; `among` are documents of which it has to be one."""
        passes = np.ones(len(queue), dtype=bool)
        if self.label is not None:
            passes &= queue.texts.having(self.label)
        if self.kind is not None:
            passes &= queue.kinds[self.kind]
        if self.least_quality is not None:
            passes &= queue.quality >= self.least_quality
        if self.most_quality is not None:
            passes &= queue.quality <= self.most_quality
        if among is not None:
            passes &= np.isin(queue.documents, np.fromiter(among, dtype=np.int64))
        order = queue.order(self.order)
        return np.asarray(order[passes[order]])
