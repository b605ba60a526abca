"""The one transaction that loads a staged batch: dimensions, facts, quarantine, ledger, all or nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amzn_review.balance_sheet import BalanceSheet, UnbalancedBatchError
from amzn_review.corpus.made_up_reviews import demos_of, made_up_reviewers, made_up_reviews
from amzn_review.load_limits import LoadLimits
from amzn_review.redshift.climate_load import load_climate
from amzn_review.redshift.set_aside import refuse_too_many, write_set_aside
from amzn_review.redshift.staged_kind import StagedKind
from amzn_review.s3.batch_keys import BatchKeys
from amzn_review.s3.batch_summary import BatchSummary
from amzn_review.s3.bucket_demos import demos_in_bucket
from amzn_review.s3.copy_parts import COPY_KINDS, CopyKind

if TYPE_CHECKING:
    from amzn_review.redshift.session import RedshiftSession, RedshiftTransaction
    from storage.bucket import Bucket

log = logging.getLogger(__name__)
_DIMENSIONS = ("products", "users", "placeholder_products", "time")
_ROWS_OF: Mapping[CopyKind, str] = {
    "reviews": "staged", "products": "products", "climate": "climate_rows", "stations": "station_rows",
    "rejections": "rejections",
}  # fmt: skip


@dataclass(frozen=True)
class WarehouseLoad:
    """Loads batches that are staged. `run_id` is for the ledger."""

    session: RedshiftSession
    bucket: Bucket
    run_id: str
    limits: LoadLimits = field(default_factory=LoadLimits)

    def run(self, batch_id: str) -> BalanceSheet:
        """Load the batch, unless the ledger has it already. Another load that is under way is waited for.

        Raises TooManyBadError, UnbalancedBatchError, RedshiftError, S3Error; then nothing of it is loaded.
        """
        if not self.find(batch_id):
            packed = BatchSummary.read(self.bucket, BatchKeys(batch_id).summary)
            staged = {kind: StagedKind.read(self.bucket, batch_id, kind) for kind in COPY_KINDS}
            self._refuse_too_many(packed, staged)
            with self.session.transaction() as transaction:
                transaction.run("staging/one_at_a_time.sql")
                # The other load may have been of this batch.
                if not transaction.rows("load/find_batch.sql", {"batch_id": batch_id}):
                    self._load(transaction, packed, staged)
        # A stage task that was cleared after the load has staged the rows again.
        with self.session.transaction() as transaction:
            for kind in COPY_KINDS:
                transaction.run(f"staging/empty_{kind}.sql", {"batch_id": batch_id})
        sheet = self.find(batch_id)
        if sheet is None:
            raise UnbalancedBatchError(f"Batch {batch_id} did not get its row in ingest_batches.")
        return sheet

    def find(self, batch_id: str) -> BalanceSheet | None:
        """The ledger's row of a batch; None when it is not loaded. Raises RedshiftError."""
        rows = self.session.run_file("load/find_batch.sql", {"batch_id": batch_id})
        return BalanceSheet(*rows[0]) if rows else None

    def _load(
        self, transaction: RedshiftTransaction, packed: BatchSummary, staged: Mapping[CopyKind, StagedKind]
    ) -> None:
        batch = {"batch_id": packed.batch_id}
        self._require_staged(transaction, packed, staged)
        for step in _DIMENSIONS:
            transaction.run(f"load/{step}.sql", batch)
        loaded = transaction.run("load/reviews.sql", batch)
        self._mark_made_up(transaction, packed.batch_id)
        write_set_aside(transaction, packed, [it for kind in COPY_KINDS for it in staged[kind].refused])
        for climate in load_climate(transaction, packed.batch_id, self.run_id, packed.climate_readings):
            log.info("%s", climate.text())
        transaction.run_many("load/held_files.sql", [(packed.batch_id, key) for key in packed.held_keys])
        reviews = staged["reviews"]
        sheet = BalanceSheet(
            batch_id=packed.batch_id,
            run_id=self.run_id,
            files=packed.files,
            listed=packed.listed,
            staged=reviews.rows,
            loaded=loaded,
            duplicate=reviews.rows - loaded,
            quarantined=packed.quarantined + len(reviews.refused),
            held=packed.held,
            products=staged["products"].rows,
        )
        sheet.require_balance()
        transaction.run("load/ledger.sql", sheet.as_dict())

    def _mark_made_up(self, transaction: RedshiftTransaction, batch_id: str) -> None:
        """Mark the reviews of a demo corpus. A demo is made again only if the batch may hold some of it."""
        known = demos_in_bucket(self.bucket)
        asked = {"batch_id": batch_id, "reviewers": made_up_reviewers(known)}
        found = [name for (name,) in transaction.rows("load/demo_reviewers.sql", asked)]
        if demos := demos_of(found, known):
            keys = tuple(sorted(made_up_reviews(demos).keys))
            transaction.run("load/mark_made_up.sql", {"batch_id": batch_id, "made_up_keys": keys})

    def _require_staged(
        self, transaction: RedshiftTransaction, packed: BatchSummary, staged: Mapping[CopyKind, StagedKind]
    ) -> None:
        """Raises UnbalancedBatchError when a row was lost or doubled between files and tables."""
        rows = transaction.rows("load/staged_counts.sql", {"batch_id": packed.batch_id})
        for kind, found in zip(COPY_KINDS, rows[0], strict=True):
            read, refused = getattr(packed, _ROWS_OF[kind]), len(staged[kind].refused)
            if found + refused != read:
                raise UnbalancedBatchError(
                    f"Batch {packed.batch_id}: {read:,} rows of {kind} were read, but {found:,} are staged "
                    f"and {refused:,} refused. Nothing was loaded. Clear stage.{kind} of the run."
                )

    def _refuse_too_many(self, packed: BatchSummary, staged: Mapping[CopyKind, StagedKind]) -> None:
        refused = [*staged["reviews"].refused, *staged["products"].refused]
        records = packed.records
        refuse_too_many(
            self.limits,
            packed.batch_id,
            refused,
            bad=records.quarantined + len(refused),
            listed=records.listed,
            again="clear load",
        )
