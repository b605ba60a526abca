"""A converted file of documents as rows for the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Generic, TypeVar

from amzn_review.batch.batch_counts import ROW_BATCH_BYTES, ROW_BATCH_ROWS, Rejection
from amzn_review.documents_layout import task_of
from text_files.bad_record import BadRecord
from text_files.documents.document_line import DocumentLine, read_line
from text_files.json_lines import read_lines

Row = TypeVar("Row")
# A row as the warehouse takes it: of a key below uploaded/, a line number, a task and the document.
Encode = Callable[[str, int, str, DocumentLine], Row]


def require_readable(file: BinaryIO, key: str, max_line_bytes: int) -> None:
    """Read to the end and keep nothing: whether gzip is sound stands there. Raises BadRecord."""
    for _ in read_lines(file, key, max_line_bytes):
        pass


@dataclass
class DocumentRows(Generic[Row]):
    """Records that travel together: rows for COPY, and why others are no documents."""

    rows: list[Row] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    size: int = 0

    def is_full(self) -> bool:
        """Whether it is time to send them."""
        return len(self.rows) + len(self.rejections) >= ROW_BATCH_ROWS or self.size >= ROW_BATCH_BYTES


def document_rows(
    file: BinaryIO, key: str, max_line_bytes: int, encode: Encode[Row]
) -> Iterator[DocumentRows[Row]]:
    """The records of a file that is readable; memory is that of one `DocumentRows`."""
    task = task_of(key)
    rows = DocumentRows[Row]()
    for number, raw in enumerate(read_lines(file, key, max_line_bytes), start=1):
        if raw.isspace():
            continue
        rows.size += len(raw)
        try:
            rows.rows.append(encode(key, number, task, read_line(raw)))
        except BadRecord as bad:
            rows.rejections.append(Rejection(key, number, bad, is_whole_file=False))
        if rows.is_full():
            yield rows
            rows = DocumentRows()
    yield rows
