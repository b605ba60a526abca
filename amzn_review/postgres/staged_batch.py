"""A batch of files under way: the one transaction that loads it, and what was read of each of its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field

from amzn_review.balance_sheet import UnbalancedBatchError
from amzn_review.batch.batch_counts import Rejection
from amzn_review.batch.part_counts import PartCounts
from amzn_review.batch.rejection_row import rejection_row
from amzn_review.postgres.sql_transaction import SqlTransaction


@dataclass(frozen=True)
class StagedBatch:
    """The rows of one batch on their way into the tables.

    A part is what the ledger has a row for, such as a task of documents. `records` is the word for what the
    files hold. `counts` is by part: a file is counted when it is staged or set aside.
    """

    transaction: SqlTransaction
    kind: str
    records: str
    run_id: str
    batch_id: str
    counts: defaultdict[str, PartCounts] = field(default_factory=lambda: defaultdict(PartCounts))

    def begin(self) -> None:
        """Wait for any other load of the kind to end, and make the staging tables."""
        self.transaction.run(f"{self.kind}/one_at_a_time.sql")
        self.transaction.run(f"{self.kind}/create.sql")

    def begin_file(self, part: str) -> None:
        """Count a file whose rows come."""
        self.counts[part].files += 1

    def stage(self, part: str, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Send rows of a file to the COPY of a statement's file."""
        if rows:
            self.counts[part].staged += self.transaction.copy(statement, rows)

    def set_aside(self, part: str, rejections: Sequence[Rejection]) -> None:
        """Write bad records of a file into the quarantine. Raises UnbalancedBatchError."""
        rows = [rejection_row(self.batch_id, rejection) for rejection in rejections]
        if rows and self.transaction.copy("staging/copy_rejections.sql", rows) != len(rows):
            raise UnbalancedBatchError(
                f"Batch {self.batch_id}: not all of {len(rows):,} bad {self.records} are in "
                "quarantined_records. Nothing was loaded."
            )
        self.counts[part].quarantined += len(rows)

    @contextmanager
    def undone_if_raised(self, part: str) -> Iterator[None]:
        """A savepoint: when the block raises, what it staged, set aside and counted of the part is undone."""
        before = copy(self.counts[part])
        try:
            with self.transaction.connection.transaction():
                yield
        except BaseException:
            self.counts[part] = before
            raise

    def set_aside_file(self, part: str, rejection: Rejection) -> None:
        """Count a file that is not read as one record, and write it into the quarantine."""
        self.begin_file(part)
        self.set_aside(part, [rejection])
