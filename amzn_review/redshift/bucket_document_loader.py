"""Documents that wait in a bucket into Redshift, each batch exactly once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from amzn_review.batch.archive_report import SetAside
from amzn_review.documents.document_sheet import DocumentSheet
from amzn_review.load_limits import LoadLimits
from amzn_review.redshift.document_load import DocumentLoad
from amzn_review.redshift.staged_kind import Staging
from amzn_review.s3.batch_archive import archive
from amzn_review.s3.batch_room import DOCUMENTS
from amzn_review.s3.frozen_batch import freeze
from amzn_review.s3.packing import pack
from storage.s3_error import ObjectGoneError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BucketDocumentLoader:
    """Loads what waits in uploaded/documents/ of `staging`'s bucket; `run_id` is for the ledger."""

    staging: Staging
    run_id: str
    limits: LoadLimits = field(default_factory=LoadLimits)

    def run(self) -> Iterator[DocumentSheet]:
        """Finish the batch that is open, then load what waits, batch after batch; sheets when archived.

        Safe to repeat at any point, and beside another process that does the same. Raises TooManyBadError,
        UnbalancedBatchError, RedshiftError, S3Error, OSError; then nothing of the batch is in a table.
        """
        bucket = self.staging.bucket
        while batch_id := freeze(bucket, datetime.now(UTC), self.limits, DOCUMENTS):
            load = DocumentLoad(self.staging, self.run_id, self.limits)
            try:
                sheets = load.find(batch_id)
                if not sheets:
                    pack(bucket, batch_id, self.limits, room=DOCUMENTS)
                    sheets = load.run(batch_id)
                self._archive(batch_id)
            except (LookupError, ObjectGoneError):
                if bucket.head(DOCUMENTS.keys(batch_id).done_manifest) is None:
                    raise
                log.warning("Batch %s was finished by another process meanwhile.", batch_id)
                continue
            for sheet in sheets:
                log.info("%s", sheet.text())
            yield from sheets

    def _archive(self, batch_id: str) -> None:
        session, batch = self.staging.session, {"batch_id": batch_id}
        set_aside = [SetAside(*row) for row in session.run_file("load/set_aside.sql", batch)]
        held_keys = [key for (key,) in session.run_file("load/held_keys.sql", batch)]
        archive(self.staging.bucket, batch_id, set_aside, held_keys, DOCUMENTS)
