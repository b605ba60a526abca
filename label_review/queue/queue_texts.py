"""The texts of a task as the queue keeps them: their numbers, their labels, and which are equal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import psycopg

from labels.label_statements import LabelStatements

Said = tuple[str, ...]
TextRow = tuple[int, str | None, object, str]
ROWS = 5_000


@dataclass(frozen=True)
class QueueTexts:
    """N texts, by number: arrays of shape (N,), so that 50,000 of them are a few hundred kilobytes.

    `codes` are places in `said`, the labellings that occur, each once. `keys` are equal for texts that are
    equal but for case and white space, within one process.
    """

    documents: np.ndarray
    codes: np.ndarray
    said: tuple[Said, ...]
    keys: np.ndarray

    @classmethod
    def read(cls, connection: psycopg.Connection[Any], statements: LabelStatements, task: str) -> Self:
        """Read them in the transaction of the connection; no more than some thousand texts are held."""
        with connection.cursor(name="queue_documents") as cursor:
            cursor.itersize = ROWS
            cursor.execute(statements.text("queue_documents"), {"task": task})
            return cls.of(cursor)

    @classmethod
    def of(cls, rows: Iterable[TextRow]) -> Self:
        """Keep rows of document_id, label, label_set and text, sorted by document_id."""
        code_of: dict[Said, int] = {}
        documents, codes, keys = [], [], []
        for document_id, label, label_set, text in rows:
            said = _said(label, label_set)
            documents.append(document_id)
            codes.append(code_of.setdefault(said, len(code_of)))
            keys.append(hash(" ".join(text.lower().split())))
        return cls(
            np.array(documents, dtype=np.int64),
            np.array(codes, dtype=np.int64),
            tuple(code_of),
            np.array(keys, dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.documents)

    def labels(self, place: int) -> Said:
        """The labels of the text at a place."""
        return self.said[self.codes[place]]

    def having(self, label: str) -> np.ndarray:
        """Whether each text has the label, shape (N,)."""
        return np.asarray(np.array([label in it for it in self.said], dtype=bool)[self.codes])

    def place_of(self, document_id: int) -> int | None:
        """The place of a document; None if it is not among them."""
        place = int(np.searchsorted(self.documents, document_id))
        return place if place < len(self) and self.documents[place] == document_id else None

    def copies_of(self, place: int) -> list[int]:
        """The places of the texts that are equal to the one at a place."""
        return [int(it) for it in np.flatnonzero(self.keys == self.keys[place]) if it != place]


def _said(label: str | None, label_set: object) -> Said:
    """The labels that a text has now, sorted."""
    if label_set is not None:
        found = json.loads(label_set) if isinstance(label_set, str) else label_set
        return tuple(sorted(str(it) for it in found)) if isinstance(found, list) else ()
    return (label,) if label is not None else ()
