"""The one transaction that loads a batch of documents: rows, labels, quarantine, ledger, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.balance_sheet import UnbalancedBatchError
from amzn_review.batch.batch_counts import ROW_BATCH_BYTES, Rejection
from amzn_review.batch.rejection_row import rejection_row
from amzn_review.documents.document_sheet import DocumentSheet
from amzn_review.documents.staged_row import staged_row
from amzn_review.documents_layout import task_of
from amzn_review.postgres.run_sql import copy_rows, run_changes, run_sql
from text_files.bad_record import BadRecord
from text_files.documents.document_line import read_line

_COPY_ROWS = 10_000


class DocumentTransaction:
    """Loads the files of one batch, in a transaction that the caller commits.

    `begin` comes first, then `stage` of each file, then `finish`.
    """

    def __init__(
        self, connection: psycopg.Connection[Any], sql_dir: Path, run_id: str, batch_id: str
    ) -> None:
        self._connection = connection
        self._sql_dir = sql_dir
        self._run_id = run_id
        self._batch_id = batch_id
        self._files: Counter[str] = Counter()
        self._staged: Counter[str] = Counter()
        self._set_aside: Counter[str] = Counter()

    def begin(self) -> None:
        """Wait for any other load of documents to end."""
        self._run("documents/one_at_a_time.sql")
        self._run("documents/create.sql")

    def stage(self, key: str, lines: Iterable[bytes]) -> None:
        """Write a file's documents into the staging table, and what is none into the quarantine."""
        task = task_of(key)
        self._files[task] += 1
        rows: list[Sequence[object]] = []
        size = 0
        rejected: list[Rejection] = []
        for number, raw in enumerate(lines, start=1):
            if raw.isspace():
                continue
            try:
                rows.append(staged_row(self._batch_id, key, number, task, read_line(raw)))
            except BadRecord as bad:
                rejected.append(Rejection(key, number, bad, is_whole_file=False))
            size += len(raw)
            if len(rows) == _COPY_ROWS or size >= ROW_BATCH_BYTES:
                self._stage_rows(task, rows)
                rows, size = [], 0
        self._stage_rows(task, rows)
        self._set_aside_rows(task, rejected)

    def set_aside_file(self, rejection: Rejection) -> None:
        """Count a file that cannot be read as one record, and write it into the quarantine."""
        task = task_of(rejection.source_key)
        self._files[task] += 1
        self._set_aside_rows(task, [rejection])

    def finish(self) -> list[DocumentSheet]:
        """Write the tables and the ledger. Raises UnbalancedBatchError; then nothing may be committed."""
        counted = {task: numbers for task, *numbers in self._ask("documents/count.sql")}
        documents = self._run("documents/write.sql")
        events = self._run("labels/write_events.sql")
        sheets = [self._sheet(task, *counted.get(task, (0, 0, 0))) for task in sorted(self._files)]
        if (documents, events) != (
            sum(sheet.loaded for sheet in sheets),
            sum(sheet.label_events for sheet in sheets),
        ):
            raise UnbalancedBatchError(
                f"Batch {self._batch_id}: {documents:,} documents and {events:,} labels were written, others "
                "than were counted. Nothing was loaded."
            )
        for sheet in sheets:
            sheet.require_balance()
            self._run("documents/ledger.sql", **sheet.as_dict())
        return sheets

    def _sheet(self, task: str, loaded: int, relabelled: int, label_events: int) -> DocumentSheet:
        return DocumentSheet(
            batch_id=self._batch_id,
            task=task,
            run_id=self._run_id,
            files=self._files[task],
            listed=self._staged[task] + self._set_aside[task],
            loaded=loaded,
            relabelled=relabelled,
            duplicate=self._staged[task] - loaded - relabelled,
            quarantined=self._set_aside[task],
            label_events=label_events,
        )

    def _stage_rows(self, task: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            self._staged[task] += self._copy("documents/copy.sql", rows)

    def _set_aside_rows(self, task: str, rejections: Sequence[Rejection]) -> None:
        rows = [rejection_row(self._batch_id, rejection) for rejection in rejections]
        if rows and self._copy("staging/copy_rejections.sql", rows) != len(rows):
            raise UnbalancedBatchError(
                f"Batch {self._batch_id}: not all of {len(rows):,} bad records are in quarantined_records. "
                "Nothing was loaded."
            )
        self._set_aside[task] += len(rows)

    def _run(self, name: str, **parameters: object) -> int:
        """Run a file. Returns the rows that its last statement changed."""
        return run_changes(self._connection, self._sql_dir / name, parameters or None)

    def _ask(self, name: str) -> list[tuple[Any, ...]]:
        return run_sql(self._connection, self._sql_dir / name)

    def _copy(self, name: str, rows: Iterable[Sequence[object]]) -> int:
        return copy_rows(self._connection, self._sql_dir / name, rows)


def find_document_batch(
    connection: psycopg.Connection[Any], sql_dir: Path, batch_id: str
) -> list[DocumentSheet]:
    """The ledger's rows of a batch; none when it is not loaded."""
    rows = run_sql(connection, sql_dir / "documents" / "batches.sql", {"batch_id": batch_id})
    return [DocumentSheet(*row) for row in rows]
