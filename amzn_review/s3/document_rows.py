"""A converted file of documents as rows for the warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import orjson

from amzn_review.batch.batch_counts import Rejection
from amzn_review.documents.staged_row import STAGED_COLUMNS, staged_row
from amzn_review.documents_layout import task_of
from amzn_review.s3.row_json import named_json, require_copyable
from text_files.bad_record import BadRecord
from text_files.documents.document_line import read_line
from text_files.json_lines import read_lines

_JSON_COLUMNS = ("source_record", "label_set")
_places = {name: place for place, name in enumerate(STAGED_COLUMNS)}


def require_readable(file: BinaryIO, key: str, max_line_bytes: int) -> None:
    """Read to the end and keep nothing: whether gzip is sound stands there. Raises BadRecord."""
    for _ in read_lines(file, key, max_line_bytes):
        pass


def document_rows(
    file: BinaryIO, key: str, batch_id: str, max_line_bytes: int
) -> Iterator[bytes | Rejection]:
    """Each record of a file that is readable: a line for COPY, or why it is no document."""
    task = task_of(key)
    for number, raw in enumerate(read_lines(file, key, max_line_bytes), start=1):
        if raw.isspace():
            continue
        try:
            yield _row(batch_id, key, number, task, raw)
        except BadRecord as bad:
            yield Rejection(key, number, bad, is_whole_file=False)


def _row(batch_id: str, key: str, number: int, task: str, raw: bytes) -> bytes:
    values: list[object] = list(staged_row(batch_id, key, number, task, read_line(raw)))
    for name in _JSON_COLUMNS:
        text = values[_places[name]]
        values[_places[name]] = None if text is None else orjson.Fragment(str(text))
    line = named_json(STAGED_COLUMNS, values)
    require_copyable(line)
    return line
