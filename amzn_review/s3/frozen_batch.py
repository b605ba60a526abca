"""A batch of objects, frozen: the immutable list of what one transaction of the warehouse takes."""

from __future__ import annotations

import hashlib
import logging
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import msgspec

from amzn_review.load_limits import LoadLimits
from amzn_review.s3.batch_keys import COPIES, MANIFESTS
from amzn_review.s3.batch_room import REVIEWS, BatchRoom
from amzn_review.s3.bucket_arrivals import UPLOADED
from amzn_review.s3.object_index import ListedObject, object_index
from storage.bucket import Bucket

log = logging.getLogger(__name__)
_SUFFIX = ".jsonl"


def freeze(bucket: Bucket, now: datetime, limits: LoadLimits, room: BatchRoom = REVIEWS) -> str | None:
    """The id of the batch to load: one that is open, else a new one of what waits; None when nothing does.

    A batch takes at most `limits.batch_objects`, and nothing that is in another open batch, because there is
    never another one: of two processes that list at the same time, at most one keeps its list. `now` (aware)
    is part of a new id. Raises S3Error.
    """
    while True:
        if waiting := open_batches(bucket, room):
            log.warning("Batch %s was left open by an earlier run and is finished first.", waiting[0])
            return waiting[0]
        _remove_leftovers(bucket, room)
        batch_id = _list_arrivals(bucket, now, limits.batch_objects, room)
        # S3 shows at once what was written: whoever wrote last sees the other list, and takes its own back.
        if batch_id is None or open_batches(bucket, room) == [batch_id]:
            return batch_id
        log.warning("Batch %s is withdrawn: another process has listed the same objects.", batch_id)
        bucket.delete_many([room.keys(batch_id).open_manifest])
        time.sleep(random.uniform(0.1, 2))  # so that two processes do not meet again


def open_batches(bucket: Bucket, room: BatchRoom = REVIEWS) -> list[str]:
    """The batches that are listed and not archived, the oldest first. Raises S3Error."""
    prefix = f"{MANIFESTS}{room.folder}open/"
    keys = (found.key for found in bucket.list(prefix))
    return sorted(key.removeprefix(prefix).removesuffix(_SUFFIX) for key in keys)


@contextmanager
def listing_of(bucket: Bucket, batch_id: str, room: BatchRoom = REVIEWS) -> Iterator[Path]:
    """The manifest of an open batch, in a file while the block runs.

    Raises LookupError with a sentence when the batch is not open; S3Error.
    """
    keys = room.keys(batch_id)
    listing = bucket.head(keys.open_manifest)
    if listing is None:
        if bucket.head(keys.done_manifest):
            raise LookupError(f"Batch {batch_id} is archived already: there is nothing left to do with it.")
        raise LookupError(
            f"There is no batch {batch_id!r} in {bucket.address.place}: {keys.open_manifest} is not there. "
            "It was discarded, or never frozen; run the pipeline again, which freezes what waits."
        )
    with tempfile.TemporaryDirectory(prefix="listing-") as folder:
        path = Path(folder, f"{batch_id}{_SUFFIX}")
        bucket.download(listing, path)
        yield path


def _list_arrivals(bucket: Bucket, now: datetime, most: int, room: BatchRoom) -> str | None:
    arrivals = room.arrivals(bucket)
    with object_index() as index, tempfile.TemporaryDirectory(prefix="listing-") as folder:
        taken = islice(arrivals, most)
        index.add(ListedObject(it.key.removeprefix(UPLOADED), it.size, it.etag) for it in taken)
        path = Path(folder, f"listing{_SUFFIX}")
        digest = _write(path, index.listed())
        if arrivals.left_alone:
            log.warning(
                "%s objects are of no source and were left alone, such as %s: expected %s.",
                f"{arrivals.left_alone:,}",
                ", ".join(map(ascii, arrivals.strays)),
                room.expected,
            )
        if not path.stat().st_size:
            return None
        moment = now.astimezone(UTC)
        batch_id = f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}-{digest}"
        bucket.upload(room.keys(batch_id).open_manifest, path)
    return batch_id


def _write(path: Path, listed: Iterator[ListedObject]) -> str:
    """Write a line for each object. Returns a digest of all."""
    digest = hashlib.blake2b(digest_size=4)
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        while some := list(islice(listed, 1_000)):
            lines = encoder.encode_lines(some)
            digest.update(lines)
            file.write(lines)
    return digest.hexdigest()


def _remove_leftovers(bucket: Bucket, room: BatchRoom) -> None:
    """Remove the copies of batches that were archived by a process that was killed before it could."""
    keys: dict[str, list[str]] = {}
    prefix = f"{COPIES}{room.folder}"
    for found in bucket.list(prefix):
        keys.setdefault(found.key.removeprefix(prefix).split("/")[0], []).append(found.key)
    for batch_id, leftovers in keys.items():
        if bucket.head(room.keys(batch_id).done_manifest):
            bucket.delete_many(leftovers)
