"""Loaded batches as the ledger in Redshift knows them, and where in the bucket their objects went."""

from __future__ import annotations

from typing import TypedDict

from amzn_review.batch.loaded_batch import BatchReport, LoadedBatch, PartReport, ReasonCount, loaded_batch
from amzn_review.batch.part_ledger import find_sheets
from amzn_review.part_sheet import PartSheet
from amzn_review.redshift.session import RedshiftSession
from amzn_review.s3.batch_keys import BatchKeys
from storage.bucket import Bucket


def loaded_batches(session: RedshiftSession) -> list[LoadedBatch]:
    """Every batch of the ledger, the latest last. Raises RedshiftError."""
    return [loaded_batch(row) for row in session.run_file("ledger/batches.sql")]


def batch_report(session: RedshiftSession, bucket: Bucket, batch_id: str) -> BatchReport:
    """What is known of a batch.

    Raises LookupError with a sentence when the ledger has none of that name; RedshiftError, S3Error.
    """
    keys, parameters = BatchKeys(batch_id), {"batch_id": batch_id}
    with session.transaction() as transaction:
        batches = transaction.rows("ledger/batch.sql", parameters)
        held = transaction.rows("load/held_keys.sql", parameters)
        by_reason = transaction.rows("ledger/quarantined_by_reason.sql", parameters)
    if not batches:
        raise LookupError(_why_unknown(bucket, keys))
    return BatchReport(
        batch=loaded_batch(batches[0]),
        held_keys=[key for (key,) in held],
        quarantined=[ReasonCount(*row) for row in by_reason],
        **_whereabouts(bucket, keys),
    )


def part_report(
    session: RedshiftSession, bucket: Bucket, kind: str, sheet: type[PartSheet], batch_id: str
) -> PartReport | None:
    """What is known of a batch of a kind; None when its ledger has none of that name.

    Raises RedshiftError, S3Error.
    """
    parameters = {"batch_id": batch_id}
    with session.transaction() as transaction:
        sheets = find_sheets(transaction, kind, sheet, batch_id)
        held = transaction.rows("load/held_keys.sql", parameters)
        by_reason = transaction.rows("ledger/quarantined_by_reason.sql", parameters)
    if not sheets:
        return None
    return PartReport(
        sheets,
        held_keys=[key for (key,) in held],
        quarantined=[ReasonCount(*row) for row in by_reason],
        **_whereabouts(bucket, BatchKeys(batch_id, f"{kind}/")),
    )


class _Whereabouts(TypedDict):
    manifest: str | None
    is_archived: bool
    archive: list[str]


def _whereabouts(bucket: Bucket, keys: BatchKeys) -> _Whereabouts:
    manifests = [key for key in (keys.open_manifest, keys.done_manifest) if bucket.head(key)]
    return {
        "manifest": bucket.address.url(manifests[0]) if manifests else None,
        "is_archived": manifests == [keys.done_manifest],
        "archive": [bucket.address.url(keys.raw)] if any(True for _ in bucket.list(keys.raw)) else [],
    }


def _why_unknown(bucket: Bucket, keys: BatchKeys) -> str:
    if bucket.head(keys.open_manifest):
        return (
            f"Batch {keys.batch_id} is listed, but not loaded: it is under way, or the next run of "
            "amzn_review_etl_aws finishes it."
        )
    return (
        f"There is no batch {keys.batch_id!r} in Redshift: `amzn-review batches list --redshift` names those "
        "that are loaded."
    )
