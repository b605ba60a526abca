"""The one transaction that loads a packed batch of documents: COPY, rows, labels, quarantine, ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amzn_review.balance_sheet import UnbalancedBatchError
from amzn_review.batch.batch_error import TooManyBadError
from amzn_review.documents.document_sheet import DocumentSheet
from amzn_review.documents_layout import task_of
from amzn_review.load_limits import LoadLimits
from amzn_review.redshift.staged_kind import Staging, packed_batch
from amzn_review.s3.batch_room import DOCUMENTS

if TYPE_CHECKING:
    from amzn_review.redshift.refused_record import RefusedRecord
    from amzn_review.redshift.session import RedshiftTransaction
    from amzn_review.s3.batch_summary import BatchSummary


@dataclass(frozen=True)
class DocumentLoad:
    """Loads batches of documents that are packed. `run_id` is for the ledger."""

    staging: Staging
    run_id: str
    limits: LoadLimits = field(default_factory=LoadLimits)

    def run(self, batch_id: str) -> list[DocumentSheet]:
        """Load the batch, unless the ledger has it already. Another load that is under way is waited for.

        Returns a sheet a task; none where all objects of the batch had gone. Raises TooManyBadError,
        UnbalancedBatchError, RedshiftError, S3Error; then nothing of it is loaded.
        """
        with self.staging.session.transaction() as transaction:
            transaction.run("staging/one_at_a_time.sql")
            # The other load may have been of this batch, and have removed what was packed.
            return _sheets(transaction, batch_id) or self._load(transaction, batch_id)

    def find(self, batch_id: str) -> list[DocumentSheet]:
        """The ledger's rows of a batch; none when it is not loaded. Raises RedshiftError."""
        with self.staging.session.transaction() as transaction:
            return _sheets(transaction, batch_id)

    def _load(self, transaction: RedshiftTransaction, batch_id: str) -> list[DocumentSheet]:
        packed = packed_batch(self.staging.bucket, DOCUMENTS.keys(batch_id))
        refused = self._copied(transaction, packed)
        self._refuse_too_many(packed, refused)
        self._require_staged(transaction, packed, refused)
        counted = {task: numbers for task, *numbers in transaction.rows("documents/count.sql")}
        documents = transaction.run("documents/write.sql")
        events = transaction.run("labels/write_events.sql")
        transaction.run("load/quarantine.sql", {"batch_id": batch_id})
        transaction.run_many("load/quarantine_refused.sql", [record.row(batch_id) for record in refused])
        self._require_set_aside(transaction, packed, len(refused))
        transaction.run_many("load/held_files.sql", [(batch_id, key) for key in packed.held_keys])
        refused_of = _by_task(refused)
        sheets = [
            self._sheet(packed, task, refused_of[task], counted.get(task, [0, 0, 0]))
            for task in sorted(packed.tasks)
            if packed.tasks[task].files
        ]
        _require_written(batch_id, sheets, documents, events)
        for sheet in sheets:
            sheet.require_balance()
            transaction.run("documents/ledger.sql", sheet.as_dict())
        return sheets

    def _copied(self, transaction: RedshiftTransaction, packed: BatchSummary) -> list[RefusedRecord]:
        """COPY the rows into tables of this transaction. Returns the records that COPY has refused."""
        transaction.run("documents/create.sql")
        keys = DOCUMENTS.keys(packed.batch_id)
        return [
            record
            for kind in DOCUMENTS.kinds
            for record in self.staging.copied(transaction, keys, kind, packed.rows(kind)).refused
        ]

    def _sheet(self, packed: BatchSummary, task: str, refused: int, counted: Sequence[int]) -> DocumentSheet:
        read = packed.tasks[task]
        loaded, relabelled, label_events = counted
        return DocumentSheet(
            batch_id=packed.batch_id,
            task=task,
            run_id=self.run_id,
            files=read.files,
            listed=read.listed,
            loaded=loaded,
            relabelled=relabelled,
            duplicate=read.staged - refused - loaded - relabelled,
            quarantined=read.quarantined + refused,
            label_events=label_events,
        )

    def _require_staged(
        self, transaction: RedshiftTransaction, packed: BatchSummary, refused: Sequence[RefusedRecord]
    ) -> None:
        """Raises UnbalancedBatchError when a row was lost or doubled between files and tables."""
        staged = Counter(dict(transaction.rows("documents/staged.sql")))
        refused_of = _by_task(refused)
        for task, read in packed.tasks.items():
            if staged[task] + refused_of[task] != read.staged:
                raise UnbalancedBatchError(
                    f"Batch {packed.batch_id}: {read.staged:,} documents of {task} were read, but "
                    f"{staged[task]:,} are staged and {refused_of[task]:,} refused. Nothing was loaded."
                )

    def _require_set_aside(
        self, transaction: RedshiftTransaction, packed: BatchSummary, refused: int
    ) -> None:
        ((found,),) = transaction.rows("load/set_aside_count.sql", {"batch_id": packed.batch_id})
        if found != packed.rejections + refused:
            raise UnbalancedBatchError(
                f"Batch {packed.batch_id}: {packed.rejections + refused:,} records are to be set aside, but "
                f"{found:,} are in quarantined_records. Nothing was loaded."
            )

    def _refuse_too_many(self, packed: BatchSummary, refused: Sequence[RefusedRecord]) -> None:
        bad = len(refused) + sum(counts.quarantined for counts in packed.tasks.values())
        listed = sum(counts.listed for counts in packed.tasks.values())
        if refused and self.limits.is_too_bad(bad, listed):
            first = refused[0]
            raise TooManyBadError(
                self.limits.too_many_bad(
                    bad,
                    listed,
                    which=f"of batch {packed.batch_id}",
                    outcome="nothing was loaded, and the batch stays open",
                    example=f"{first.source_key!a} line {first.line_number}: {first.field} has "
                    f"{first.found}, expected {first.expected}. Raise the limit, then run it again.",
                )
            )


def _sheets(transaction: RedshiftTransaction, batch_id: str) -> list[DocumentSheet]:
    rows = transaction.rows("documents/batches.sql", {"batch_id": batch_id})
    return [DocumentSheet(*row) for row in rows]


def _by_task(refused: Sequence[RefusedRecord]) -> Counter[str]:
    return Counter(task_of(record.source_key) for record in refused)


def _require_written(batch_id: str, sheets: Sequence[DocumentSheet], documents: int, events: int) -> None:
    """Raises UnbalancedBatchError when other rows were written than were counted."""
    counted = (sum(sheet.loaded for sheet in sheets), sum(sheet.label_events for sheet in sheets))
    if (documents, events) != counted:
        raise UnbalancedBatchError(
            f"Batch {batch_id}: {documents:,} documents and {events:,} labels were written, others than were "
            "counted. Nothing was loaded."
        )
