"""What of a packed batch is set aside, in the load's transaction: bad records, and those COPY has refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amzn_review.balance_sheet import UnbalancedBatchError
from amzn_review.batch.batch_error import TooManyBadError
from amzn_review.load_limits import LoadLimits

if TYPE_CHECKING:
    from amzn_review.redshift.refused_record import RefusedRecord
    from amzn_review.redshift.session import RedshiftTransaction
    from amzn_review.s3.batch_summary import BatchSummary


def write_set_aside(
    transaction: RedshiftTransaction, packed: BatchSummary, refused: Sequence[RefusedRecord]
) -> None:
    """Write both into the quarantine. Raises UnbalancedBatchError when other rows are there afterwards."""
    batch = {"batch_id": packed.batch_id}
    transaction.run("load/quarantine.sql", batch)
    transaction.run_many("load/quarantine_refused.sql", [record.row(packed.batch_id) for record in refused])
    ((found,),) = transaction.rows("load/set_aside_count.sql", batch)
    if found != packed.rejections + len(refused):
        raise UnbalancedBatchError(
            f"Batch {packed.batch_id}: {packed.rejections + len(refused):,} records are to be set aside, but "
            f"{found:,} are in quarantined_records. Nothing was loaded."
        )


def refuse_too_many(
    limits: LoadLimits, batch_id: str, refused: Sequence[RefusedRecord], *, bad: int, listed: int, again: str
) -> None:
    """Raise TooManyBadError if COPY has refused so much that, with what was bad before, `bad` is too much.

    `again`: what to do once the limit is raised.
    """
    if refused and limits.is_too_bad(bad, listed):
        first = refused[0]
        raise TooManyBadError(
            limits.too_many_bad(
                bad,
                listed,
                which=f"of batch {batch_id}",
                outcome="nothing was loaded, and the batch stays open",
                example=f"{first.source_key!a} line {first.line_number}: {first.field} has {first.found}, "
                f"expected {first.expected}. Raise the limit, then {again}.",
            )
        )
