"""Converted files of documents, as a kind of files that PostgreSQL loads in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from amzn_review.batch.arrivals import Arrival
from amzn_review.batch.batch_counts import Rejection
from amzn_review.batch.record_reader import WHOLE_FILE
from amzn_review.documents.document_arrivals import document_arrivals, originals_of
from amzn_review.documents.document_rows import document_rows
from amzn_review.documents.document_sheet import DocumentSheet
from amzn_review.documents.staged_row import staged_row
from amzn_review.documents.written_documents import write_documents
from amzn_review.documents_layout import DocumentsLayout, task_of
from amzn_review.postgres.batch_kind import BatchKind, FileNotes
from amzn_review.postgres.staged_batch import StagedBatch
from text_files.bad_record import BadRecord


@dataclass(frozen=True)
class DocumentFiles(BatchKind[DocumentSheet]):
    """What waits in uploaded/documents/; each task is a part. The originals are archived with their files."""

    layout: DocumentsLayout

    @property
    def sheet(self) -> type[DocumentSheet]:
        """A row of document_batches."""
        return DocumentSheet

    def waiting(self) -> Sequence[Arrival]:
        """The converted files of all tasks."""
        return document_arrivals(self.layout)

    def companions(self, key: str) -> Sequence[Arrival]:
        """The originals of a converted file."""
        return originals_of(self.layout, key)

    def part_of(self, key: str) -> str:
        """The task that the file belongs to."""
        return task_of(key)

    def stage(self, batch: StagedBatch, file: BinaryIO, key: str) -> FileNotes:
        """Stage the documents; a file that cannot be read to its end is set aside as a whole."""
        task, most = task_of(key), self.limits.max_line_bytes
        try:
            # Whether gzip is sound stands at its end.
            with batch.undone_if_raised(task):
                batch.begin_file(task)
                for rows in document_rows(file, key, most, partial(staged_row, batch.batch_id)):
                    batch.stage(task, "documents/copy.sql", rows.rows)
                    batch.set_aside(task, rows.rejections)
        except BadRecord as bad:
            batch.set_aside_file(task, Rejection(key, WHOLE_FILE, bad, is_whole_file=True))
        return FileNotes()

    def write(self, batch: StagedBatch) -> list[DocumentSheet]:
        """Write what is new: documents and label events."""
        return write_documents(batch.transaction, batch.batch_id, batch.run_id, batch.counts)
