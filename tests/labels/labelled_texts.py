"""Documents of a task in a warehouse, without the files that would have brought them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import psycopg

TASK = "toxicity-ru"


def add_documents(
    connection: psycopg.Connection[Any], texts: Sequence[str], labels: Sequence[str], task: str = TASK
) -> list[int]:
    """Add texts, each with a gold label, committed; return their numbers."""
    numbers = []
    for place, (text, label) in enumerate(zip(texts, labels, strict=True)):
        found = connection.execute(
            "insert into documents (content_key, task, text, source_record, original, original_row, batch_id,"
            " source_key, line_number) values (%s, %s, %s, '{}', 'a.csv', %s, 'a-batch', 'documents/a', 1)"
            " returning document_id",
            [uuid.uuid5(uuid.NAMESPACE_URL, f"{task} {place} {text}"), task, text, place + 1],
        ).fetchone()
        assert found is not None
        numbers.append(int(found[0]))
        connection.execute(
            "insert into label_events (document_id, task, label, source, labelled_by)"
            " values (%s, %s, %s, 'gold', 'a.csv')",
            [numbers[-1], task, label],
        )
    connection.commit()
    return numbers
