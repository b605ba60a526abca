"""Made-up records out of the objects of a bucket."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pyarrow.parquet as pq

from amzn_review.archive.raw_pack import pack_table
from amzn_review.batch.batch_error import BatchUnderWayError
from amzn_review.corpus.made_up_reviews import MadeUpReviews
from amzn_review.demo_removal.exported_reviews import holds_any
from amzn_review.demo_removal.folder_removal import stripped_pack
from amzn_review.demo_removal.removal_counts import RemovalCounts
from amzn_review.demo_removal.removed_lines import may_hold_made_up, rest_of_file
from amzn_review.s3.bucket_demos import DEMOS
from amzn_review.s3.frozen_batch import open_batches
from storage.bucket import Bucket
from storage.stored_object import StoredObject

_TRAINING = "training/"


@dataclass(frozen=True)
class BucketRemoval:
    """Takes what a demo has out of the objects of a bucket. Safe to repeat at any point; raises S3Error.

    Only objects where a demo's reviews and made-up products lie are read, and the packs of small originals.
    """

    bucket: Bucket
    made_up: MadeUpReviews
    counts: RemovalCounts = field(default_factory=RemovalCounts)

    def require_no_batch(self) -> None:
        """Raises BatchUnderWayError while a batch is open."""
        if batches := open_batches(self.bucket):
            raise BatchUnderWayError(
                f"Batch {batches[0]} waits to be finished: let the next run of amzn_review_etl_aws do that, "
                "then remove the demo."
            )

    def run(self, review_ids: frozenset[int]) -> None:
        """All of it; exports to train from go whole if they have one of these reviews."""
        for found in list(self.bucket.list("uploaded/")):
            self._strip("uploaded/", found, found.key.removeprefix("uploaded/"))
        for found in list(self.bucket.list("raw/")):
            if found.key.endswith(".parquet"):
                self._strip_pack(found)
            else:
                self._strip("raw/", found, found.key.split("/", 2)[-1])
        for found in list(self.bucket.list("quarantine/")):
            parts = found.key.removeprefix("quarantine/").removeprefix("dismissed/").split("/", 2)
            self._strip("quarantine/", found, parts[-1].removeprefix("lines/"))
        self._exports(review_ids)
        self.bucket.delete_many([found.key for found in self.bucket.list(DEMOS)])

    def _strip(self, place: str, found: StoredObject, key: str) -> None:
        if not may_hold_made_up(key, self.made_up):
            return
        rest = rest_of_file(key, self.bucket.get(found.key), self.made_up)
        if rest.content is None:
            self.bucket.delete_many([found.key])
        elif rest.removed:
            self.bucket.put(found.key, rest.content)
        self.counts.add(place, rest.removed)

    def _strip_pack(self, found: StoredObject) -> None:
        content = io.BytesIO(self.bucket.get(found.key))
        keys = pq.read_table(content, columns=["key"]).column("key").to_pylist()
        if not any(may_hold_made_up(key, self.made_up) for key in keys):
            return
        rest, removed = stripped_pack(pq.read_table(content).to_pylist(), self.made_up)
        if rest and removed:
            written = io.BytesIO()
            pq.write_table(pack_table(rest), written, compression="zstd")
            self.bucket.put(found.key, written.getvalue())
        elif removed:
            self.bucket.delete_many([found.key])
        self.counts.add("raw/", removed)

    def _exports(self, review_ids: frozenset[int]) -> None:
        objects = [found.key for found in self.bucket.list(_TRAINING)]
        prefixes = {
            key.rpartition("/")[0]
            for key in objects
            if key.endswith(".parquet") and holds_any(key, self.bucket.get(key), review_ids)
        }
        self.bucket.delete_many([key for key in objects if key.rpartition("/")[0] in prefixes])
        self.counts.exports += len(prefixes)
