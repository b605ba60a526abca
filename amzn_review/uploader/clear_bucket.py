"""Begin the stream into a bucket again: forget what has arrived, been archived or set aside."""

from __future__ import annotations

import shutil

from amzn_review.batch.batch_error import BatchUnderWayError
from amzn_review.data_layout import DataLayout
from amzn_review.s3.batch_room import DOCUMENTS, REVIEWS
from amzn_review.s3.frozen_batch import open_batches
from amzn_review.uploader.journal_place import journal_place
from storage.bucket import Bucket
from storage.folder_lock import only_process

PREFIXES = ("uploaded/", "manifests/", "copy/", "raw/", "quarantine/")


def clear_bucket(bucket: Bucket, layout: DataLayout, *, force: bool = False) -> dict[str, int]:
    """Delete every object below the prefixes that the pipeline writes, and the uploader's journals of it.

    Other objects, review files and the warehouse's rows stay. Returns how many were deleted by prefix. Raises
    FolderBusyError while an uploader of this DATA_DIR is at work; BatchUnderWayError, unless ``force``, while
    a batch is open: its run would lose its objects; S3Error.
    """
    journals = journal_place(layout, bucket.address)
    with only_process(journals / "lock", "uploader", layout.root):
        batches = [batch for room in (REVIEWS, DOCUMENTS) for batch in open_batches(bucket, room)]
        if batches and not force:
            raise BatchUnderWayError(
                f"Batch {batches[0]} waits to be finished: let the next run do that, or use --force "
                "(make clear ARGS=--force)."
            )
        # First, so that after a kill review files are put twice, and loaded once, rather than never again.
        shutil.rmtree(journals)
        return {prefix: _delete(bucket, prefix) for prefix in PREFIXES}


def _delete(bucket: Bucket, prefix: str) -> int:
    # Listed whole before the first is deleted: a listing that shrinks under way may skip some.
    keys = [found.key for found in bucket.list(prefix)]
    bucket.delete_many(keys)
    return len(keys)
