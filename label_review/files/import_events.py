"""Events out of a file that `export_events` wrote, or out of one of another program, into a task."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pyarrow as pa
from pyarrow import parquet

from label_review.files.foreign_files import READERS, read_foreign
from label_review.files.import_error import ImportFileError
from label_review.files.imported_event import ForeignLabel
from labels.event_import import COPIED_COLUMNS, Imported, import_events
from labels.label_event import label_set_text
from labels.label_statements import LabelStatements, Row
from text_models.tasks.task import Kind, Task

OURS = ("csv", "jsonl", "parquet")
FORMATS = (*OURS, *READERS)


def import_file(
    connection: psycopg.Connection[Any], statements: LabelStatements, task: Task, name: str, content: bytes
) -> Imported:
    """Write the events of a file in format `name`, one of FORMATS, in the transaction of the connection.

    A file that comes twice writes nothing again. Raises ImportFileError, EventImportError.
    """
    if name in READERS:
        labels = read_foreign(name, content)
        rows = list(_foreign_rows(connection, statements, task, name, labels))
        return import_events(connection, statements, task.name, rows)
    if name not in OURS:
        raise ImportFileError(f"A file is in one of {', '.join(FORMATS)}. Received: {name!r}")
    return import_events(connection, statements, task.name, _our_rows(name, content))


def _our_rows(name: str, content: bytes) -> Iterator[list[object]]:
    for number, row in enumerate(_our_records(name, content), 1):
        if missing := [column for column in COPIED_COLUMNS if column not in row]:
            raise ImportFileError(
                f"Record {number} has no column {missing[0]!r}: expected a file that this page exported."
            )
        yield [row[column] for column in COPIED_COLUMNS]


def _our_records(name: str, content: bytes) -> Iterator[Row]:
    try:
        if name == "jsonl":
            for line in content.splitlines():
                yield orjson.loads(line)
        elif name == "csv":
            for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")):
                yield {column: value or None for column, value in row.items()}
        else:
            for batch in parquet.ParquetFile(io.BytesIO(content)).iter_batches():
                yield from batch.to_pylist()
    except (ValueError, csv.Error, pa.ArrowException) as error:
        raise ImportFileError(f"The file is no whole {name} ({error}): export it again.") from error


def _foreign_rows(
    connection: psycopg.Connection[Any],
    statements: LabelStatements,
    task: Task,
    program: str,
    found: Sequence[ForeignLabel],
) -> Iterator[list[object]]:
    """Rows of COPIED_COLUMNS; a text that is not here gets the key of none, so that it is counted."""
    asked = {
        "task": task.name,
        "document_ids": [it.document_id for it in found if it.document_id is not None],
        "texts": [it.text for it in found if it.document_id is None and it.text is not None],
    }
    documents = statements.run(connection, "texts_of_import", asked)
    by_number = {row["document_id"]: row["content_key"] for row in documents}
    by_text = {row["text"]: row["content_key"] for row in documents}
    nothing = str(UUID(int=0))
    for it in found:
        content_key = by_number.get(it.document_id) if it.document_id is not None else by_text.get(it.text)
        label, label_set = _said(task, it)
        when = it.labelled_at.isoformat() if it.labelled_at is not None else None
        said = {
            "content_key": content_key or nothing,
            "event_key": _event_key(
                [task.name, program, content_key or it.record, it.labelled_by, it.labels, when]
            ),
            "action": "label",
            "label": label,
            "label_set": label_set,
            "source": "person",
            "labelled_by": it.labelled_by,
            "labelled_at": it.labelled_at,
            "reason": f"imported from {program}",
            "is_blind": False,
        }
        yield [said.get(column) for column in COPIED_COLUMNS]


def _said(task: Task, it: ForeignLabel) -> tuple[str | None, str | None]:
    """Label and set of labels. Raises ImportFileError for a label that the task does not have."""
    if task.labels and (strangers := [label for label in it.labels if label not in task.labels]):
        raise ImportFileError(
            f"Record {it.record} has the label {strangers[0]!r}; task {task.name} has "
            f"{', '.join(task.labels)}."
        )
    if task.kind is Kind.MULTI:
        return None, label_set_text(it.labels)
    if len(it.labels) != 1:
        raise ImportFileError(
            f"Record {it.record} has {len(it.labels)} labels; a text of task {task.name} has one."
        )
    return it.labels[0], None


def _event_key(content: list[object]) -> UUID:
    written = json.dumps(content, ensure_ascii=False).encode()
    return UUID(bytes=hashlib.blake2b(written, digest_size=16).digest())
