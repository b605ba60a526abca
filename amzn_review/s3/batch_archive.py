"""After the commit: the batch's objects leave uploaded/, and its manifest is closed."""

from __future__ import annotations

import gzip
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from amzn_review.batch.archive_report import ArchiveReport, SetAside
from amzn_review.batch.arrivals import printable
from amzn_review.s3.batch_keys import BatchKeys
from amzn_review.s3.batch_room import REVIEWS, BatchRoom
from amzn_review.s3.batch_segments import is_packed
from amzn_review.s3.batch_summary import BatchSummary
from amzn_review.s3.bucket_arrivals import UPLOADED
from amzn_review.s3.frozen_batch import listing_of
from amzn_review.s3.object_index import ListedObject, ObjectIndex, Traced, object_index, read_listed
from amzn_review.s3.segment_packer import stored
from storage.bucket import Bucket
from storage.s3_error import ObjectChangedError, ObjectGoneError
from text_files.json_lines import read_lines

log = logging.getLogger(__name__)
_COPIERS = 16
_ANY_LENGTH = 1 << 40  # the limit was applied when the lines were read


def archive(
    bucket: Bucket,
    batch_id: str,
    set_aside: Sequence[SetAside],
    held_keys: Sequence[str],
    room: BatchRoom = REVIEWS,
) -> ArchiveReport:
    """Set aside, delete what the archive holds, close the manifest, remove the batch's copies.

    `set_aside` and `held_keys` are what the ledger's transaction wrote of the batch. An object is deleted
    only while its ETag is the listed one. Safe to repeat at any point. Raises LookupError when there is no
    such batch, or it is not packed; S3Error, OSError.
    """
    keys = room.keys(batch_id)
    if bucket.head(keys.open_manifest) is None and bucket.head(keys.done_manifest):
        _remove_copies(bucket, keys)  # an earlier attempt came so far
        return ArchiveReport(0, 0, 0)
    with listing_of(bucket, batch_id, room) as listing, object_index() as index:
        _require_packed(bucket, keys)
        index.add(read_listed(listing))
        for source in room.sources:
            index.note_present(bucket.list(UPLOADED + source), UPLOADED)
        index.note_archived(bucket.list(keys.raw), keys.raw)
        report = _Departure(bucket, keys, set_aside, held_keys).run(index)
        bucket.upload(keys.done_manifest, listing)
    bucket.delete_many([keys.open_manifest])
    _remove_copies(bucket, keys)
    return report


def _require_packed(bucket: Bucket, keys: BatchKeys) -> None:
    if bucket.head(keys.summary) is None:
        raise LookupError(
            f"Batch {keys.batch_id} is not packed: {keys.summary} is not there, so nothing of it may leave "
            "uploaded/. Run the pipeline again, which packs it first."
        )
    packed = msgspec.json.decode(bucket.get(keys.summary), type=BatchSummary)
    missing = set(packed.packs) - {found.key for found in bucket.list(f"{keys.raw}part-")}
    if missing:
        raise LookupError(
            f"Batch {keys.batch_id}: {len(missing)} of its {len(packed.packs)} packs of originals are not in "
            f"the bucket, such as {min(missing)}, so nothing of it may leave uploaded/. Clear the task "
            "`pack`, which writes them again."
        )


def _remove_copies(bucket: Bucket, keys: BatchKeys) -> None:
    copies = (found.key for found in list(bucket.list(keys.copies)))
    while some := list(islice(copies, 1_000)):
        bucket.delete_many(some)


@dataclass
class _Departure:
    """Objects on their way out of uploaded/."""

    bucket: Bucket
    keys: BatchKeys
    set_aside: Sequence[SetAside]
    held_keys: Sequence[str]
    _archived: int = field(default=0, init=False)
    _quarantined: int = field(default=0, init=False)
    _left: int = field(default=0, init=False)

    def run(self, index: ObjectIndex) -> ArchiveReport:
        held = set(self.held_keys)
        reasons = {item.source_key: item.reason for item in self.set_aside if item.is_whole_file}
        lines: dict[str, dict[int, str]] = {}
        for item in self.set_aside:
            if not item.is_whole_file:
                lines.setdefault(item.source_key, {})[item.line_number] = item.reason
        with ThreadPoolExecutor(_COPIERS) as pool:
            for some in index.traced():
                steps = [
                    (traced.listed, partial(self._step, traced, reasons.get(name), lines.get(name, {})))
                    for traced in some
                    if (name := printable(traced.listed.key)) not in held and self._is_there(traced)
                ]
                ready = [entry for entry, is_out in zip(*_ran(pool, steps), strict=True) if is_out]
                gone = self._delete(ready)
                self._quarantined += sum(printable(entry.key) in reasons for entry in gone)
                self._archived += sum(printable(entry.key) not in reasons for entry in gone)
        return ArchiveReport(self._archived, self._quarantined, self._left)

    def _delete(self, ready: Sequence[ListedObject]) -> list[ListedObject]:
        """Delete them. Returns those that were still the listed ones."""
        replaced = set(self.bucket.delete_unchanged(map(stored, ready)))
        gone = []
        for entry in ready:
            if UPLOADED + entry.key in replaced:
                self._leave(entry)
            else:
                gone.append(entry)
        return gone

    def _is_there(self, traced: Traced) -> bool:
        entry, etag, _ = traced
        if etag is None:
            log.debug("%s is gone, by this batch or by somebody else.", ascii(entry.key))
        elif etag != entry.etag:
            self._leave(entry)
        return etag == entry.etag

    def _leave(self, entry: ListedObject) -> None:
        log.warning("%s is another object by now: it waits for the next batch.", ascii(entry.key))
        self._left += 1

    def _step(self, traced: Traced, reason: str | None, bad_lines: dict[int, str]) -> bool:
        """What has to be done before the object may be deleted. Returns whether it may."""
        entry = traced.listed
        try:
            if reason:
                self.bucket.copy(stored(entry), self.keys.quarantine(reason, entry.key))
                return True
            if bad_lines:
                self._set_lines_aside(entry, bad_lines)
            if not is_packed(entry) and not traced.is_archived:
                self.bucket.copy(stored(entry), self.keys.original(entry.key))
        except (ObjectGoneError, ObjectChangedError):
            self._leave(entry)
            return False
        return True

    def _set_lines_aside(self, entry: ListedObject, reasons: dict[int, str]) -> None:
        """Write each bad line of an object that also holds good ones into an object of its own."""
        with self._file(entry) as path, path.open("rb") as file:
            for number, line in enumerate(read_lines(file, path.name, _ANY_LENGTH), start=1):
                if number in reasons:
                    target = self.keys.quarantine(reasons[number], entry.key, number)
                    self.bucket.put(target, gzip.compress(line, mtime=0))

    @contextmanager
    def _file(self, entry: ListedObject) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="lines-") as folder:
            path = Path(folder, "object.gz" if entry.key.endswith(".gz") else "object")
            self.bucket.download(stored(entry), path)
            yield path


def _ran(
    pool: ThreadPoolExecutor, steps: Sequence[tuple[ListedObject, Callable[[], bool]]]
) -> tuple[list[ListedObject], list[bool]]:
    return [entry for entry, _ in steps], list(pool.map(lambda step: step[1](), steps))
