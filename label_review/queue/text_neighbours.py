"""Which texts of a task are most like one of them, and which of its words no other text has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import psycopg

from labels.label_statements import LabelStatements

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WORD = re.compile(r"\w+")
# Of a longer text the beginning is compared.
MOST_CHARACTERS = 5_000
ROWS = 5_000


@dataclass(frozen=True)
class TextNeighbours:
    """N texts by number, as TF-IDF vectors of their words.

    `weights`, shape (N, W), rows of length 1, sublinear term frequencies. `columns` has the column of each
    word in lower case, `counts`, shape (W,), in how many texts each occurs.
    """

    documents: np.ndarray
    weights: csr_matrix
    columns: dict[str, int]
    counts: np.ndarray

    @classmethod
    def read(cls, connection: psycopg.Connection[Any], statements: LabelStatements, task: str) -> Self:
        """Read the texts of a task; no more than some thousand are held at a time."""
        with connection.cursor(name="task_texts") as cursor:
            cursor.itersize = ROWS
            cursor.execute(statements.text("task_texts"), {"task": task, "characters": MOST_CHARACTERS})
            return cls.of(cursor)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str]]) -> Self:
        """Keep rows of document_id and text, sorted by document_id."""
        from scipy.sparse import csr_matrix
        from sklearn.feature_extraction.text import TfidfTransformer

        columns: dict[str, int] = {}
        documents, places, ends = [], [], [0]
        for document_id, text in rows:
            documents.append(document_id)
            places += [columns.setdefault(word, len(columns)) for word in WORD.findall(text.lower())]
            ends.append(len(places))
        shape = (len(documents), max(1, len(columns)))
        said = csr_matrix((np.ones(len(places), dtype=np.float32), places, ends), shape=shape)
        said.sum_duplicates()
        counts = np.bincount(said.indices, minlength=shape[1])
        weights = TfidfTransformer(sublinear_tf=True).fit_transform(said) if documents else said
        return cls(np.array(documents, dtype=np.int64), weights, columns, counts)

    def of_document(self, document_id: int, most: int) -> list[tuple[int, float]]:
        """The texts most like a document, the likest first, with their cosine in 0..1; above 0 alone."""
        place = int(np.searchsorted(self.documents, document_id))
        if place == len(self.documents) or self.documents[place] != document_id:
            return []
        cosines = np.asarray((self.weights @ self.weights[place].T).todense()).ravel()
        cosines[place] = 0
        order = np.argsort(-cosines, kind="stable")[:most]
        return [(int(self.documents[it]), float(cosines[it])) for it in order if cosines[it] > 0]

    def rows_of(self, documents: np.ndarray) -> csr_matrix:
        """The vectors of documents, shape (len(documents), W); 0 for one that was not there yet."""
        from scipy.sparse import csr_matrix, diags

        if not len(self.documents):
            return csr_matrix((len(documents), self.weights.shape[1]), dtype=np.float32)
        places = np.minimum(np.searchsorted(self.documents, documents), len(self.documents) - 1)
        is_there = self.documents[places] == documents
        return csr_matrix(diags(is_there.astype(np.float32)) @ self.weights[places])

    def words_of_its_own(self, text: str) -> list[tuple[int, int]]:
        """The (start, end) of the words of a text of the task that no other text of it has."""
        return [match.span() for match in WORD.finditer(text) if self._is_alone(match.group())]

    def _is_alone(self, word: str) -> bool:
        column = self.columns.get(word.lower())
        return column is None or int(self.counts[column]) <= 1
