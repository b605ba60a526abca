"""One kind of a batch's rows, COPYed into its staging table."""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from amzn_review.redshift.redshift_error import RedshiftError
from amzn_review.redshift.refused_record import RefusedLine, RefusedRecord, refused_records
from amzn_review.s3.batch_keys import COPIES, BatchKeys
from amzn_review.s3.batch_summary import BatchSummary
from amzn_review.s3.copy_parts import CopyKind

if TYPE_CHECKING:
    from amzn_review.redshift.session import RedshiftSession, RedshiftTransaction
    from storage.bucket import Bucket

log = logging.getLogger(__name__)
MOST_REFUSED = 100_000  # the largest MAXERROR
# A system view may lag behind the COPY that fills it.
_LOOKS = 30
_LOOK_EVERY_S = 2.0


class StagedKind(msgspec.Struct, frozen=True):
    """How many rows of a kind are staged, and those that COPY has refused."""

    rows: int
    refused: list[RefusedRecord]

    @staticmethod
    def key(batch_id: str, kind: str) -> str:
        """Where it is kept until the batch is loaded."""
        return f"{BatchKeys(batch_id).copies}staged/{kind}.json"

    @staticmethod
    def read(bucket: Bucket, batch_id: str, kind: str) -> StagedKind:
        """What the stage task of the kind has written. Raises ObjectGoneError, S3Error."""
        return msgspec.json.decode(bucket.get(StagedKind.key(batch_id, kind)), type=StagedKind)


@dataclass(frozen=True)
class Staging:
    """COPYs batches by the role `iam_role`, which the cluster has, from `bucket` into `session`."""

    session: RedshiftSession
    bucket: Bucket
    iam_role: str

    def stage(self, batch_id: str, kind: CopyKind) -> StagedKind:
        """Put a kind of rows in the place of what an earlier attempt had staged of the batch.

        Safe to repeat at any point. Raises RedshiftError, S3Error.
        """
        keys = BatchKeys(batch_id)
        expected = BatchSummary.read(self.bucket, keys.summary).rows(kind)
        with self.session.transaction() as transaction:
            transaction.run(f"staging/empty_{kind}.sql", {"batch_id": batch_id})
            staged = self.copied(transaction, keys, kind, expected)
        self.bucket.put(StagedKind.key(batch_id, kind), msgspec.json.encode(staged))
        return staged

    def copied(
        self, transaction: RedshiftTransaction, keys: BatchKeys, kind: CopyKind, expected: int
    ) -> StagedKind:
        """COPY the `expected` rows of a kind into its staging table. Raises RedshiftError, S3Error."""
        if not expected:
            return StagedKind(0, [])
        parameters = {
            "manifest": self._url(keys.copy_manifest(kind)),
            "iam_role": self.iam_role,
            "region": self.bucket.address.region,
            "jsonpaths": self._url(self._jsonpaths(kind)),
            "most_refused": MOST_REFUSED,
        }
        transaction.run(f"staging/copy_{kind}.sql", parameters)
        ((copied,),) = transaction.rows("staging/copied_rows.sql")
        lines = self._refused_lines(transaction, self._url(f"{keys.copies}{kind}/"), expected - copied)
        return StagedKind(copied, list(refused_records(self.bucket, lines)))

    def _refused_lines(
        self, transaction: RedshiftTransaction, prefix: str, expected: int
    ) -> list[RefusedLine]:
        """The rows of the system view, as many as COPY has left out. Raises RedshiftError."""
        if not expected:
            return []
        for look in range(_LOOKS):
            rows = transaction.rows("staging/refused_by_copy.sql", {"prefix": prefix})
            if len(rows) >= expected:
                break
            if look + 1 < _LOOKS:
                time.sleep(_LOOK_EVERY_S)
        if len(rows) != expected:
            raise RedshiftError(
                f"COPY has left out {expected:,} rows of {prefix}, but sys_load_error_detail names "
                f"{len(rows):,}: nothing was staged. Clear this task to try again.",
                is_passing=True,
            )
        return [RefusedLine(*row) for row in rows]

    def _jsonpaths(self, kind: CopyKind) -> str:
        """The key of the kind's jsonpaths file in the bucket, where it is put if it is not there."""
        content = self.session.sql.path(f"jsonpaths/{kind}.json").read_bytes()
        digest = hashlib.blake2b(content, digest_size=8).hexdigest()
        key = f"{COPIES}jsonpaths/{kind}-{digest}.json"
        if self.bucket.head(key) is None:
            self.bucket.put(key, content)
        return key

    def _url(self, key: str) -> str:
        return f"s3://{self.bucket.address.bucket}/{key}"
