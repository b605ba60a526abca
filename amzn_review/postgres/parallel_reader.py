"""Reads a batch slice by slice, in their order, in as many processes as the machine has cores."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from amzn_review.batch.arrivals import Arrival
from amzn_review.batch.batch_counts import BatchCounts, RowBatch
from amzn_review.batch.batch_file import BatchFile, opened_folders
from amzn_review.batch.manifest import ManifestEntry, manifest_lines
from amzn_review.batch.record_reader import RecordReader
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.forked_iterators import core_count, fork_iterators
from amzn_review.records.review_rows import ReviewRows

SLICE_FILES = 1_000
# Message order per reader: manifest lines of all its slices; then, for each slice, its row batches followed
# by one set of counts.
_Message: TypeAlias = bytes | RowBatch | BatchCounts
_Slice: TypeAlias = Sequence[Arrival] | Sequence[ManifestEntry]


@dataclass
class ParallelReader:
    """A batch that is being read: first `listing()` is called, then `row_batches()`.

    `counts` gathers what is known of the files; it is whole when the row batches have come to their end.
    """

    files: int
    _slices: int
    _streams: Sequence[Iterator[_Message]]
    counts: BatchCounts = field(default_factory=BatchCounts)

    def listing(self) -> bytes:
        """The lines of the manifest; none when no file is there any more. Raises OSError."""
        lines = [next(self._stream(place)) for place in range(self._slices)]
        return b"".join(line for line in lines if isinstance(line, bytes))

    def row_batches(self) -> Iterator[RowBatch]:
        """The records of the files, in the manifest's order. Raises ChangedWhileReadError, OSError."""
        for place in range(self._slices):
            for message in self._stream(place):
                if isinstance(message, BatchCounts):
                    self.counts.add(message)
                    break
                if isinstance(message, RowBatch):
                    yield message

    def _stream(self, place: int) -> Iterator[_Message]:
        return self._streams[place % len(self._streams)]


@contextmanager
def open_reader(
    root: Path,
    files: _Slice,
    limits: LoadLimits,
    slice_files: int = SLICE_FILES,
    changed: Collection[str] = (),
) -> Iterator[ParallelReader]:
    """A batch of files below `root`, read while the block runs: arrivals, or the entries of a manifest.

    A batch of no more than `slice_files` is read in this process. `changed`: files that changed in an earlier
    attempt.
    """
    slices = [files[start : start + slice_files] for start in range(0, len(files), slice_files)]
    readers = min(core_count(), len(slices))
    now = datetime.now(UTC)
    tasks = [partial(_read, root, slices[place::readers], limits, changed, now) for place in range(readers)]
    with fork_iterators(tasks) as streams:
        yield ParallelReader(len(files), len(slices), streams)


def _read(
    root: Path, slices: Sequence[_Slice], limits: LoadLimits, changed: Collection[str], now: datetime
) -> Iterator[_Message]:
    """List all slices, then read them; what fits into memory is read from the disk once."""
    rows = ReviewRows(now)
    with opened_folders(root) as reader:
        listed = []
        for part in slices:
            files = [
                BatchFile(file) if isinstance(file, ManifestEntry) else reader.listed(file) for file in part
            ]
            listed.append([file for file in files if file])
            yield manifest_lines([file.entry for file in listed[-1]])
        while listed:
            records = RecordReader(reader, limits, rows, changed)
            yield from records.row_batches(listed.pop(0))
            yield records.counts
