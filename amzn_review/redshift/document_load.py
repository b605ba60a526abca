"""The one transaction that loads a packed batch of documents: COPY, rows, labels, quarantine, ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amzn_review.balance_sheet import UnbalancedBatchError
from amzn_review.batch.part_counts import PartCounts
from amzn_review.batch.part_ledger import find_sheets, write_sheets
from amzn_review.documents.document_sheet import DocumentSheet
from amzn_review.documents.written_documents import write_documents
from amzn_review.documents_layout import task_of
from amzn_review.load_limits import LoadLimits
from amzn_review.redshift.set_aside import refuse_too_many, write_set_aside
from amzn_review.redshift.staged_kind import Staging
from amzn_review.s3.batch_room import DOCUMENTS
from amzn_review.s3.batch_summary import BatchSummary

if TYPE_CHECKING:
    from amzn_review.redshift.refused_record import RefusedRecord
    from amzn_review.redshift.session import RedshiftTransaction


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
            return _find(transaction, batch_id) or self._load(transaction, batch_id)

    def find(self, batch_id: str) -> list[DocumentSheet]:
        """The ledger's rows of a batch; none when it is not loaded. Raises RedshiftError."""
        with self.staging.session.transaction() as transaction:
            return _find(transaction, batch_id)

    def _load(self, transaction: RedshiftTransaction, batch_id: str) -> list[DocumentSheet]:
        packed = BatchSummary.read(self.staging.bucket, DOCUMENTS.keys(batch_id).summary)
        refused = self._copied(transaction, packed)
        self._refuse_too_many(packed, refused)
        counts = self._staged(transaction, packed, refused)
        sheets = write_documents(transaction, batch_id, self.run_id, counts)
        write_set_aside(transaction, packed, refused)
        transaction.run_many("load/held_files.sql", [(batch_id, key) for key in packed.held_keys])
        write_sheets(transaction, "documents", sheets)
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

    def _staged(
        self, transaction: RedshiftTransaction, packed: BatchSummary, refused: Sequence[RefusedRecord]
    ) -> dict[str, PartCounts]:
        """The counts of the tasks that have files; what COPY has refused is quarantined.

        Raises UnbalancedBatchError when a row was lost or doubled between files and tables.
        """
        staged = Counter(dict(transaction.rows("documents/staged.sql")))
        refused_of = Counter(task_of(record.source_key) for record in refused)
        counts = {}
        for task, read in packed.tasks.items():
            if staged[task] + refused_of[task] != read.staged:
                raise UnbalancedBatchError(
                    f"Batch {packed.batch_id}: {read.staged:,} documents of {task} were read, but "
                    f"{staged[task]:,} are staged and {refused_of[task]:,} refused. Nothing was loaded."
                )
            if read.files:
                counts[task] = PartCounts(read.files, staged[task], read.quarantined + refused_of[task])
        return counts

    def _refuse_too_many(self, packed: BatchSummary, refused: Sequence[RefusedRecord]) -> None:
        refuse_too_many(
            self.limits,
            packed.batch_id,
            refused,
            bad=len(refused) + sum(counts.quarantined for counts in packed.tasks.values()),
            listed=sum(counts.listed for counts in packed.tasks.values()),
            again="run it again",
        )


def _find(transaction: RedshiftTransaction, batch_id: str) -> list[DocumentSheet]:
    return find_sheets(transaction, "documents", DocumentSheet, batch_id)
