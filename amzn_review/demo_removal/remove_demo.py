"""A demo corpus is taken out of everything that it reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from amzn_review.corpus.demo import Demo, noted_demos
from amzn_review.corpus.made_up_reviews import made_up_reviews
from amzn_review.data_layout import DataLayout
from amzn_review.demo_removal.bucket_removal import BucketRemoval
from amzn_review.demo_removal.folder_removal import FolderRemoval, nothing_under_way
from amzn_review.demo_removal.removal_counts import RemovalCounts
from amzn_review.demo_removal.warehouse_removal import WarehouseRemoval
from amzn_review.postgres.in_list import InList
from amzn_review.s3.bucket_demos import demos_in_bucket
from amzn_review.uploader.journal_place import journal_place
from storage.folder_lock import only_process

if TYPE_CHECKING:
    from amzn_review.postgres.sql_transaction import SqlTransaction
    from amzn_review.redshift.session import RedshiftSession
    from storage.bucket import Bucket


def remove_from_folders(
    layout: DataLayout,
    transaction: Callable[[], AbstractContextManager[SqlTransaction]],
    also: Iterable[Demo] = (),
) -> RemovalCounts:
    """Take demos out of DATA_DIR and PostgreSQL: those that need no option, were made here, or are `also`.

    The tables are changed last, by one transaction of `transaction`, so that whoever is killed runs it again.
    Models stay. Raises FolderBusyError, BatchUnderWayError, OSError and what the driver does.
    """
    made_up = made_up_reviews({*noted_demos(layout), *also})
    files = FolderRemoval(layout, made_up)
    with nothing_under_way(layout), transaction() as opened:
        tables = WarehouseRemoval(opened, made_up, InList, has_models=True)
        tables.begin()
        files.exported(tables.ids())
        files.offered()
        files.arrived()
        files.forget(layout.uploaded_journals)
        files.archived()
        files.set_aside()
        files.counts.rows.update(tables.finish())
    files.noted()
    return files.counts


def remove_from_bucket(
    layout: DataLayout, bucket: Bucket, session: RedshiftSession, also: Iterable[Demo] = ()
) -> RemovalCounts:
    """Take demos out of the bucket, Redshift and the files that DATA_DIR offers; see `remove_from_folders`.

    Raises FolderBusyError, BatchUnderWayError, S3Error, RedshiftError, OSError.
    """
    made_up = made_up_reviews({*noted_demos(layout), *demos_in_bucket(bucket), *also})
    journals = journal_place(layout, bucket.address)
    counts = RemovalCounts()
    files, objects = FolderRemoval(layout, made_up, counts), BucketRemoval(bucket, made_up, counts)
    with only_process(journals / "lock", "uploader", layout.root), session.transaction() as opened:
        tables = WarehouseRemoval(opened, made_up, tuple[str, ...], has_models=False)
        tables.begin()
        objects.require_no_batch()
        files.offered()
        objects.run(tables.ids())
        files.forget(journals)
        counts.rows.update(tables.finish())
    return counts
