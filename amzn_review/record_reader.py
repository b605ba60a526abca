"""The files of a batch as rows for the warehouse; whatever is no record is set aside with its reason."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from isal import isal_zlib

from amzn_review.arrivals import PRODUCTS_SOURCE, source_of
from amzn_review.bad_record import BadRecord
from amzn_review.batch_file import SMALL_BYTES, BatchFile, FileChangedError, FileReader
from amzn_review.json_lines import read_lines
from amzn_review.load_limits import LoadLimits
from amzn_review.product_rows import product_row
from amzn_review.review_rows import ReviewRows, Row

WHOLE_FILE = 0
CHUNK_ROWS = 2_500
QUICK_BYTES = 1024 * 1024  # unpacked, of a file that is not streamed
CHUNK_BYTES = 8 * 1024 * 1024  # unpacked; one line may go beyond
# A file that is still being written looks like one of these.
_UNFINISHED = frozenset({"empty", "not-gzip", "truncated-gzip", "damaged-gzip"})
_GZIP_WINDOW = 31  # zlib's way of asking for a gzip header


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why one line (from 1), or a whole file (line 0), is no record.

    `is_whole_file`: the file held nothing else, so that it is set aside itself.
    """

    source_key: str
    line_number: int
    bad: BadRecord
    is_whole_file: bool

    def __str__(self) -> str:
        return f"{ascii(self.source_key)} line {self.line_number}: {self.bad}"


class _Line(NamedTuple):
    number: int
    text: bytes
    is_alone: bool  # the file holds no other record


@dataclass
class Tally:
    """What was read: `listed` records = `staged` + `quarantined` + `held`. A file that cannot be read, and one
    that is left for the next batch, counts as one record."""

    files: int = 0
    listed: int = 0
    staged: int = 0
    quarantined: int = 0
    held: int = 0


@dataclass
class Chunk:
    """Rows that travel to the warehouse together."""

    reviews: list[Row] = field(default_factory=list)
    products: list[Row] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    size: int = 0

    def rows(self) -> int:
        """How many there are, rejections included."""
        return len(self.reviews) + len(self.products) + len(self.rejections)

    def is_full(self) -> bool:
        """Whether it is time to send it."""
        return self.rows() >= CHUNK_ROWS or self.size >= CHUNK_BYTES


class RefusedFileError(Exception):
    """A large file turned out to be unreadable, or unfinished (`bad` is None), after rows of it were sent.

    The transaction has to be undone and the batch read again with this verdict.
    """

    def __init__(self, key: str, bad: BadRecord | None) -> None:
        super().__init__(key, bad)
        self.key = key
        self.bad = bad


@dataclass
class RecordReader:
    """Reads the listed files through `reader`. `verdicts`: files refused in an earlier attempt.

    While `chunks()` runs, `reviews` and `products` count, `held_keys` collects the files that are left.
    """

    reader: FileReader
    limits: LoadLimits
    verdicts: Mapping[str, BadRecord | None] = field(default_factory=dict)
    rows: ReviewRows = field(default_factory=ReviewRows)
    reviews: Tally = field(default_factory=Tally)
    products: Tally = field(default_factory=Tally)
    held_keys: list[str] = field(default_factory=list)
    first_rejection: Rejection | None = None

    def chunks(self, files: Iterable[BatchFile]) -> Iterator[Chunk]:
        """The records of the files; a file's `content` is let go when it is read. Raises RefusedFileError."""
        chunk = Chunk()
        for file in files:
            tally = self._tally(file)
            tally.files += 1
            sent = False
            try:
                for line in self._lines(file):
                    self._add(chunk, tally, file.entry.key, line)
                    if chunk.is_full():
                        yield chunk
                        chunk = Chunk()
                    sent = True
            except (BadRecord, FileChangedError) as error:
                bad = self._verdict(file, error)
                if sent:
                    raise RefusedFileError(file.entry.key, bad) from error
                tally.listed += 1
                if bad:
                    self._reject(chunk, tally, Rejection(file.entry.key, WHOLE_FILE, bad, is_whole_file=True))
                else:
                    tally.held += 1
                    self.held_keys.append(file.entry.key)
            file.content = None
        if chunk.rows():
            yield chunk

    def _tally(self, file: BatchFile) -> Tally:
        return self.products if source_of(file.entry.key) == PRODUCTS_SOURCE else self.reviews

    def _add(self, chunk: Chunk, tally: Tally, key: str, line: _Line) -> None:
        tally.listed += 1
        chunk.size += len(line.text)
        try:
            if tally is self.products:
                chunk.products.append(product_row(key, line.number, line.text))
            else:
                chunk.reviews.append(self.rows.row(key, line.number, line.text))
            tally.staged += 1
        except BadRecord as bad:
            self._reject(chunk, tally, Rejection(key, line.number, bad, is_whole_file=line.is_alone))

    def _reject(self, chunk: Chunk, tally: Tally, rejection: Rejection) -> None:
        tally.quarantined += 1
        chunk.rejections.append(rejection)
        self.first_rejection = self.first_rejection or rejection

    def _verdict(self, file: BatchFile, error: BadRecord | FileChangedError) -> BadRecord | None:
        """Why the whole file is set aside; None when it is left for the next batch."""
        if isinstance(error, FileChangedError):
            return None
        if error.reason in _UNFINISHED and self.reader.age_seconds(file.entry.key) < self.limits.young_seconds:
            return None
        return error

    def _lines(self, file: BatchFile) -> Iterable[_Line]:
        """The lines that are not blank. Raises BadRecord or FileChangedError, perhaps after some lines."""
        if file.entry.key in self.verdicts:
            raise self.verdicts[file.entry.key] or FileChangedError(file.entry.key)
        if file.fault:
            raise file.fault
        if file.entry.size > SMALL_BYTES:
            return self._stream(self.reader.open_listed(file.entry))
        content = self.reader.content(file.entry) if file.content is None else file.content
        return self._quick_lines(content) or self._stream(io.BytesIO(content))

    def _quick_lines(self, content: bytes) -> list[_Line]:
        """The lines of a small, sound file of one gzip member; none where there is anything to explain."""
        unpacker = isal_zlib.decompressobj(_GZIP_WINDOW)
        try:
            text = unpacker.decompress(content, min(QUICK_BYTES, self.limits.max_line_bytes))
        except isal_zlib.error:
            return []
        if not unpacker.eof or unpacker.unused_data:
            return []
        lines = text.split(b"\n")
        if len(lines) == 1 or (len(lines) == 2 and not lines[1]):
            return [_Line(1, lines[0], True)] if lines[0] and not lines[0].isspace() else []
        kept = [(number, line) for number, line in enumerate(lines, start=1) if line and not line.isspace()]
        return [_Line(number, line, len(kept) == 1) for number, line in kept]

    def _stream(self, file: BinaryIO) -> Iterator[_Line]:
        with file:
            for number, line in enumerate(read_lines(file, ".gz", self.limits.max_line_bytes), start=1):
                if not line.isspace():
                    yield _Line(number, line, False)
