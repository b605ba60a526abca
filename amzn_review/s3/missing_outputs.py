"""What of a packed batch is gone from the bucket, so that it has to be packed again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import msgspec

from amzn_review.batch.arrivals import printable
from amzn_review.s3.batch_keys import BatchKeys
from amzn_review.s3.batch_room import BatchRoom
from amzn_review.s3.batch_segments import segments_of
from amzn_review.s3.batch_summary import BatchSummary
from amzn_review.s3.bucket_arrivals import UPLOADED
from amzn_review.s3.object_index import ListedObject, object_index, read_listed
from storage.bucket import Bucket

log = logging.getLogger(__name__)


def invalidate_missing_segments(bucket: Bucket, room: BatchRoom, listing: Path, batch: BatchSummary) -> bool:
    """Forget that the segments were packed whose rows or originals are gone, or have another size.

    Returns whether something of the batch has to be written again. Raises LookupError, and then forgets
    nothing, when objects of such a segment are not in uploaded/ any more; S3Error.
    """
    keys = room.keys(batch.batch_id)
    found = {it.key: it.size for it in bucket.list(keys.copies)}
    found |= {it.key: it.size for it in bucket.list(f"{keys.raw}part-")}
    kinds = {part.kind for part in batch.parts}
    wanted = [*(part.key for part in batch.parts), *batch.packs, *map(keys.copy_manifest, kinds)]
    lost = [key for key in wanted if key not in found]
    lost += [part.key for part in batch.parts if found.get(part.key, part.size) != part.size]
    if not lost:
        return False
    log.warning("%s objects of batch %s are gone, such as %s: its rows are packed again.",
                f"{len(lost):,}", batch.batch_id, min(lost))  # fmt: skip
    numbers = set(_lost_segments(bucket, keys, listing, set(lost), found))
    _require_originals(bucket, room, batch, listing, numbers)
    bucket.delete_many([keys.summary, *map(keys.segment, numbers)])
    return True


def _lost_segments(
    bucket: Bucket, keys: BatchKeys, listing: Path, lost: set[str], found: dict[str, int]
) -> Iterator[int]:
    """The numbers of the segments that have lost something, or of which nothing is known."""
    for number, _ in enumerate(segments_of(read_listed(listing))):
        note = keys.segment(number)
        if note not in found:
            yield number
            continue
        known = msgspec.json.decode(bucket.get(note), type=BatchSummary)
        if not lost.isdisjoint([*(part.key for part in known.parts), *known.packs]):
            yield number


def _require_originals(
    bucket: Bucket, room: BatchRoom, batch: BatchSummary, listing: Path, numbers: set[int]
) -> None:
    """Raises LookupError unless all that was read in these segments can be read again.

    What is missing would count as held, and the pack of originals be written without it.
    """
    keys, held = room.keys(batch.batch_id), set(batch.held_keys)
    with object_index() as index:
        for number, segment in enumerate(segments_of(read_listed(listing))):
            if number in numbers:
                index.add(_read(segment, held))
        for source in room.sources:
            index.note_present(bucket.list(UPLOADED + source), UPLOADED)
        gone = [it.listed.key for some in index.traced() for it in some if it.etag_now != it.listed.etag]
    if gone:
        raise LookupError(
            f"Rows of batch {keys.batch_id} are gone from {keys.copies}, and {len(gone):,} of the objects "
            f"they came from are no longer as they were listed in {UPLOADED}, such as {gone[0]!a}: nothing "
            f"was written again. Put their originals back, which are below {keys.raw}, then clear the task "
            "`pack`."
        )


def _read(segment: list[ListedObject], held: set[str]) -> Iterator[ListedObject]:
    return (entry for entry in segment if printable(entry.key) not in held)
