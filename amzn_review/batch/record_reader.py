"""The files of a batch as rows for the warehouse; whatever is no record is set aside with its reason."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO, Protocol

from isal.igzip_lib import DECOMP_GZIP, IgzipDecompressor
from isal.igzip_lib import error as IsalError  # noqa: N812 - named as what it is

from amzn_review.batch.arrivals import PRODUCTS_SOURCE, source_of
from amzn_review.batch.batch_counts import ROW_BATCH_BYTES, BatchCounts, RecordCounts, Rejection, RowBatch
from amzn_review.batch.batch_file import SMALL_BYTES, BatchFile, FileChangedError
from amzn_review.batch.manifest import ManifestEntry
from amzn_review.load_limits import LoadLimits
from amzn_review.records.product_rows import product_row
from amzn_review.records.review_rows import ReviewRows
from text_files.bad_record import BadRecord
from text_files.json_lines import read_lines

_Line = tuple[int, bytes]  # its number from 1, its text
WHOLE_FILE = 0
JUDGED_LINES = 1_000  # of a file of many lines, before any of it is taken
QUICK_BYTES = 1024 * 1024  # unpacked, of a file that is not streamed
# A file that is still being written looks like one of these.
_UNFINISHED = frozenset({"empty", "not-gzip", "truncated-gzip", "damaged-gzip"})


class ListedFiles(Protocol):
    """Where the listed files are read from: `FileReader` is one. Each raises FileChangedError."""

    def content(self, entry: ManifestEntry) -> bytes:
        """The bytes of a small file. Raises BadRecord if it never was one."""

    def open_listed(self, entry: ManifestEntry) -> BinaryIO:
        """A file of any size."""

    def age_seconds(self, key: str) -> float:
        """How long ago it was last written to."""


class ChangedWhileReadError(Exception):
    """A large file changed after rows of it were sent.

    The transaction has to be undone, and the batch read again with this file held.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass
class RecordReader:
    """Reads the listed files through `reader`. `changed`: files that changed in an earlier attempt.

    While `row_batches()` runs, `counts` gathers what is known of the files.
    """

    reader: ListedFiles
    limits: LoadLimits
    rows: ReviewRows
    changed: Collection[str] = ()
    counts: BatchCounts = field(default_factory=BatchCounts)
    _row_batch: RowBatch = field(default_factory=RowBatch)

    def row_batches(self, files: Iterable[BatchFile]) -> Iterator[RowBatch]:
        """The records of the files; a `content` is let go when it is read. Raises ChangedWhileReadError."""
        for file in files:
            key = file.entry.key
            counted = self.counts.products if source_of(key) == PRODUCTS_SOURCE else self.counts.reviews
            counted.files += 1
            text = None if file.content is None else self._one_line(file.content)
            if text is None:
                yield from self._full_batches(counted, file)
            else:
                self._add(counted, key, 1, text, is_alone=True)
                if self._row_batch.is_full():
                    yield self._taken()
            file.content = None
        if self._row_batch.rows():
            yield self._taken()

    def _full_batches(self, counted: RecordCounts, file: BatchFile) -> Iterator[RowBatch]:
        """Add a file of any kind to the row batch, and give the row batch whenever it is full."""
        key = file.entry.key
        added = False
        try:
            lines = iter(self._lines(file))
            head = _head(lines)
            self._require_mostly_good(counted, key, head)
            added = True
            for number, text in chain(head, lines):
                self._add(counted, key, number, text, is_alone=len(head) == 1)
                if self._row_batch.is_full():
                    yield self._taken()
        except (BadRecord, FileChangedError) as error:
            if added:
                raise ChangedWhileReadError(key) from error
            counted.listed += 1
            if bad := self._verdict(key, error):
                self._reject(counted, Rejection(key, WHOLE_FILE, bad, is_whole_file=True))
            else:
                counted.held += 1
                self.counts.held_keys.append(key)

    def _taken(self) -> RowBatch:
        """The row batch so far; the next row begins another one."""
        row_batch, self._row_batch = self._row_batch, RowBatch()
        return row_batch

    def _add(self, counted: RecordCounts, key: str, number: int, text: bytes, *, is_alone: bool) -> None:
        row_batch = self._row_batch
        counted.listed += 1
        row_batch.size += len(text)
        try:
            if counted is self.counts.reviews:
                review_key, fact, staged = self.rows.row(key, number, text)
                row_batch.review_keys.append(review_key)
                row_batch.facts.append(fact)
                row_batch.staged.append(staged)
            else:
                row_batch.products.append(product_row(key, number, text))
        except BadRecord as bad:
            self._reject(counted, Rejection(key, number, bad, is_whole_file=is_alone))
        else:
            counted.staged += 1

    def _reject(self, counted: RecordCounts, rejection: Rejection) -> None:
        counted.quarantined += 1
        self._row_batch.rejections.append(rejection)
        self.counts.first_rejection = self.counts.first_rejection or rejection

    def _verdict(self, key: str, error: BadRecord | FileChangedError) -> BadRecord | None:
        """Why the whole file is set aside; None when it is left for the next batch."""
        if isinstance(error, FileChangedError):
            return None
        try:
            is_young = abs(self.reader.age_seconds(key)) < self.limits.young_seconds
        except FileChangedError:
            return None
        return None if is_young and error.reason in _UNFINISHED else error

    def _require_mostly_good(self, counted: RecordCounts, key: str, head: Sequence[_Line]) -> None:
        """A file whose lines are worse than a batch may be is one bad thing, not a thousand.

        Raises BadRecord with the reason of its first bad line.
        """
        # A few lines say nothing, unless they are as many bytes as a row batch takes.
        is_long = sum(len(text) for _, text in head) >= ROW_BATCH_BYTES
        if len(head) < self.limits.bad_from and not is_long:
            return
        bad = []
        for number, text in head:
            try:
                if counted is self.counts.reviews:
                    self.rows.row(key, number, text)
                else:
                    product_row(key, number, text)
            except BadRecord as error:
                bad.append((number, error))
        if self.limits.is_too_bad(len(bad), len(head)) or (is_long and len(bad) == len(head)):
            number, first = bad[0]
            found = f"{len(bad):,} bad lines among the first {len(head):,}; line {number}: {first.found}"
            raise BadRecord(first.reason, first.field, found, first.expected)

    def _lines(self, file: BatchFile) -> Iterable[_Line]:
        """The lines that are not blank, of a file that can be read to its end.

        Raises BadRecord or FileChangedError: for a large file FileChangedError after some lines, else before.
        """
        entry = file.entry
        if entry.key in self.changed:
            raise FileChangedError(entry.key)
        if file.fault:
            raise file.fault
        if entry.size > SMALL_BYTES:
            with self.reader.open_listed(entry) as large:
                self._require_readable(large)
            return self._stream(self.reader.open_listed(entry))
        content = self.reader.content(entry) if file.content is None else file.content
        text = self._unpacked(content)
        if text is not None and (lines := _numbered(text)):
            return lines
        self._require_readable(io.BytesIO(content))
        return self._stream(io.BytesIO(content))

    def _require_readable(self, file: BinaryIO) -> None:
        """Read to the end and keep nothing: whether gzip is sound stands at its end. Raises BadRecord."""
        for _ in read_lines(file, ".gz", self.limits.max_line_bytes):
            pass

    def _one_line(self, content: bytes) -> bytes | None:
        """The text of a small, sound file of one line, which nearly every file is; None for any other."""
        text = self._unpacked(content)
        # A line end may only be the last byte.
        return None if not text or text.isspace() or text.find(b"\n", 0, -1) >= 0 else text

    def _unpacked(self, content: bytes) -> bytes | None:
        """The content of a small, sound gzip file of one member; None where there is anything to explain."""
        size = int.from_bytes(content[-4:], "little")  # ISIZE, RFC 1952
        if size > QUICK_BYTES or size > self.limits.max_line_bytes:
            return None
        unpacker = IgzipDecompressor(DECOMP_GZIP)
        try:
            text = unpacker.decompress(content, size + 1)
        except IsalError:  # type: ignore[misc]  # isal's stub declares an instance
            return None
        return text if unpacker.eof and not unpacker.unused_data else None

    def _stream(self, file: BinaryIO) -> Iterator[_Line]:
        with file:
            for number, line in enumerate(read_lines(file, ".gz", self.limits.max_line_bytes), start=1):
                if not line.isspace():
                    yield number, line


def _head(lines: Iterator[_Line]) -> list[_Line]:
    """The lines by which a file is judged: so many, or so many bytes as a row batch takes."""
    head = []
    size = 0
    for line in lines:
        head.append(line)
        size += len(line[1])
        if len(head) == JUDGED_LINES or size >= ROW_BATCH_BYTES:
            break
    return head


def _numbered(text: bytes) -> list[_Line]:
    """The lines that are not blank."""
    return [(number, line) for number, line in enumerate(text.split(b"\n"), start=1) if line.strip()]
