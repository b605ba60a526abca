"""A frozen batch, packed: its many objects become few, of the size that the warehouse reads well."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import msgspec
import orjson

from amzn_review.batch.batch_error import TooManyBadError
from amzn_review.batch.collector_pause import paused_collector
from amzn_review.climate.units.unit_evidence import UnitsSetting
from amzn_review.load_limits import LoadLimits
from amzn_review.s3.batch_keys import BatchKeys
from amzn_review.s3.batch_room import REVIEWS, BatchRoom
from amzn_review.s3.batch_segments import is_packed, segments_of, slices_of
from amzn_review.s3.batch_summary import BatchSummary
from amzn_review.s3.copy_parts import CopyKind
from amzn_review.s3.frozen_batch import listing_of
from amzn_review.s3.missing_outputs import invalidate_missing_segments
from amzn_review.s3.object_index import ListedObject, read_listed
from amzn_review.s3.segment_packer import SegmentPacker, is_streamed, stored
from storage.bucket import Bucket

Progress = Callable[[int, int], None]


def pack(
    bucket: Bucket,
    batch_id: str,
    limits: LoadLimits,
    units: UnitsSetting = "auto",
    progress: Progress | None = None,
    *,
    room: BatchRoom = REVIEWS,
) -> BatchSummary:
    """Read the objects of an open batch, and store its rows and its originals below copy/ and raw/.

    An object that is gone, or is another one than was listed, is held for the next batch. `units` is
    CLIMATE_UNITS. `progress(done, total)` counts objects. Safe to repeat: segments that are packed
    are not read again unless what they wrote is gone. Raises TooManyBadError, after which the objects wait
    again; LookupError for a batch that is not open, or whose lost rows cannot be read again; S3Error,
    OSError.
    """
    keys = room.keys(batch_id)
    with listing_of(bucket, batch_id, room) as listing:
        if bucket.head(keys.summary):
            packed = BatchSummary.read(bucket, keys.summary)
            if not invalidate_missing_segments(bucket, room, listing, packed):
                return packed
        return _Packing(bucket, keys, room.kinds, listing, limits, units).run(progress)


@dataclass(frozen=True)
class _Packing:
    bucket: Bucket
    keys: BatchKeys
    kinds: Sequence[CopyKind]
    listing: Path
    limits: LoadLimits
    units: UnitsSetting

    def run(self, progress: Progress | None) -> BatchSummary:
        total = sum(1 for _ in read_listed(self.listing))
        batch = BatchSummary(self.keys.batch_id)
        done = {found.key for found in self.bucket.list(self.keys.segments)}
        contents = self.bucket.get_many(stored(it) for it in self._unread(done) if is_streamed(it))
        now = datetime.now(UTC)
        for number, segment in enumerate(segments_of(read_listed(self.listing))):
            key = self.keys.segment(number)
            if key in done:
                known = BatchSummary.read(self.bucket, key)
            else:
                # Refused lines leave cycles behind, which are collected between the segments.
                with paused_collector(), tempfile.TemporaryDirectory(prefix="segment-") as folder:
                    packer = SegmentPacker(
                        self.bucket, self.keys, number, self.limits, self.units, now, contents, Path(folder)
                    )
                    for entries in slices_of(segment):
                        packer.take(entries)
                        if progress:
                            progress(batch.objects + packer.known.objects, total)
                    known = packer.finish()
                self.bucket.put(key, msgspec.json.encode(known))
                gc.collect()
            batch.add(known)
        if progress:
            progress(total, total)
        self._refuse_too_many(batch)
        self._remove_strays(batch)
        for kind in self.kinds:
            self._write_copy_manifest(kind, batch)
        self.bucket.put(self.keys.summary, msgspec.json.encode(batch))
        return batch

    def _unread(self, done: set[str]) -> Iterator[ListedObject]:
        """The objects of the segments that are not packed yet."""
        for number, segment in enumerate(segments_of(read_listed(self.listing))):
            if self.keys.segment(number) not in done:
                yield from segment

    def _refuse_too_many(self, batch: BatchSummary) -> None:
        bad, listed = batch.records.quarantined, batch.records.listed
        if self.limits.is_too_bad(bad, listed):
            self._discard()
            raise TooManyBadError(
                self.limits.too_many_bad(
                    bad,
                    listed,
                    which="that wait",
                    outcome="nothing was loaded, all objects wait in uploaded/",
                    example=f"{batch.first_rejection} Fix what writes them, or raise the limit to set them "
                    "aside.",
                )
            )

    def _discard(self) -> None:
        """Forget the batch; its manifest goes last, so that what is left over is never nobody's."""
        for prefix in (self.keys.copies, self.keys.raw):
            self._delete(found.key for found in self.bucket.list(prefix))
        self._delete([self.keys.open_manifest])

    def _remove_strays(self, batch: BatchSummary) -> None:
        """Remove what a killed attempt stored and the finished one did not store again."""
        parts = {part.key for part in batch.parts}
        for kind in self.kinds:
            rows = self.bucket.list(f"{self.keys.copies}{kind}/")
            self._delete(found.key for found in rows if found.key not in parts)
        packs = set(batch.packs)
        originals = self.bucket.list(f"{self.keys.raw}part-")
        self._delete(found.key for found in originals if found.key not in packs)
        held = set(batch.held_keys)
        large = (it.key for it in read_listed(self.listing) if not is_packed(it) and it.key in held)
        self._delete(map(self.keys.original, large))

    def _delete(self, keys: Iterator[str] | list[str] | map[str]) -> None:
        waiting = iter(keys)
        while some := list(islice(waiting, 1_000)):
            self.bucket.delete_many(some)

    def _write_copy_manifest(self, kind: str, batch: BatchSummary) -> None:
        """The list that COPY takes.

        Format: https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
        """
        entries = [
            {
                "url": self.bucket.address.url(part.key),
                "mandatory": True,
                "meta": {"content_length": part.size},
            }
            for part in batch.parts
            if part.kind == kind
        ]
        if entries:
            self.bucket.put(self.keys.copy_manifest(kind), orjson.dumps({"entries": entries}))
