"""Records that were set aside on their way from a bucket into Redshift, and where their bytes lie."""

from __future__ import annotations

from pathlib import Path

from amzn_review.data_layout import DataLayout
from amzn_review.quarantine.preview import READ_BYTES, text_of
from amzn_review.quarantine.quarantined_record import QuarantinedRecord, record_of
from amzn_review.redshift.session import RedshiftSession
from storage.bucket import Bucket
from storage.s3_error import ObjectChangedError, ObjectGoneError

_BUCKET = DataLayout(Path())  # the quarantine has the local side's layout


def find_bucket_records(
    session: RedshiftSession,
    *,
    quarantine_id: int | None = None,
    reason: str | None = None,
    source_key: str | None = None,
    with_settled: bool = False,
) -> list[QuarantinedRecord]:
    """As `find_records`, in Redshift: of reviews, climate and documents alike. Raises RedshiftError."""
    parameters = {
        "quarantine_id": quarantine_id,
        "reason": reason,
        "source_key": source_key,
        "with_settled": with_settled,
    }
    return [record_of(row) for row in session.run_file("ledger/quarantined.sql", parameters)]


def described_object(bucket: Bucket, record: QuarantinedRecord) -> tuple[str, str, str]:
    """The address of a record's object, what lies there, and the beginning of its text. Raises S3Error."""
    key = record.first_path(_BUCKET).as_posix()
    address = bucket.address.url(key)
    found = bucket.head(key)
    if found is None:
        return address, "nothing is there", ""
    try:
        text = text_of(bucket.get_beginning(found, READ_BYTES))
    except (ObjectGoneError, ObjectChangedError):
        return address, "another object by now", ""
    return address, f"{found.size:,} bytes", text
