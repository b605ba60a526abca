"""A climate file, judged as a whole before any of its rows is given."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Generic, TypeVar

from amzn_review.batch.batch_counts import Rejection
from amzn_review.batch.record_reader import WHOLE_FILE
from amzn_review.climate.climate_line import Line, read_climate_lines
from amzn_review.load_limits import LoadLimits
from text_files.bad_record import BadRecord

Row = TypeVar("Row")


@dataclass
class ClimateFile(ABC, Generic[Row]):
    """Iterate it for the rows and the `Rejection`s of a file, in the order of its lines.

    The file is read twice: whether gzip is sound stands at its end, and if many lines are bad, something is
    wrong with all of them (the wrong unit, say), so that the good-looking ones are not taken either. A bad
    file is one Rejection of line 0 and nothing else. Memory is that of one line and of the keys seen.
    Raises BadRecord in the middle only if the file is changed while it is read.
    `notes` are sentences about the file, complete when it has been iterated once.
    """

    file: BinaryIO
    key: str
    limits: LoadLimits = field(default_factory=LoadLimits)
    notes: list[str] = field(default_factory=list, init=False)

    def __iter__(self) -> Iterator[Row | Rejection]:
        try:
            self._require_good()
        except BadRecord as bad:
            yield Rejection(self.key, WHOLE_FILE, bad, is_whole_file=True)
            return
        for found in self._read():
            if isinstance(found, tuple):
                number, fault = found
                yield Rejection(self.key, number, fault, is_whole_file=False)
            else:
                yield found

    def _require_good(self) -> None:
        """Raises BadRecord when the file is not one, or too much of it is bad."""
        listed = 0
        bad: list[tuple[int, BadRecord]] = []
        count = 0
        for found in self._read():
            listed += 1
            if isinstance(found, tuple):
                count += 1
                bad = bad or [found]
        if not listed:
            raise BadRecord("empty", "file", "no line after the header", "at least one line of data")
        if self.limits.is_too_bad(count, listed):
            number, first = bad[0]
            found_text = f"{count:,} bad lines of {listed:,}; line {number}: {first.found}"
            raise BadRecord(first.reason, first.field, found_text, first.expected)

    def _read(self) -> Iterator[Row | tuple[int, BadRecord]]:
        """The rows, and the numbers of the lines that are none with the reason."""
        self.notes.clear()
        for number, line in self._begin(read_climate_lines(self.file, self.key, self.limits.max_line_bytes)):
            try:
                yield self._record(number, line)
            except BadRecord as bad:
                yield number, bad
        self._end()

    @abstractmethod
    def _begin(self, lines: Iterator[Line]) -> Iterator[Line]:
        """Forget the last reading, take what comes before the data. Raises BadRecord."""

    @abstractmethod
    def _record(self, number: int, line: bytes) -> Row:
        """The row of one line. Raises BadRecord."""

    def _end(self) -> None:
        """Write the notes."""
