"""JSON lines: an object a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from text_files.bad_record import BadRecord
from text_files.json_lines import read_lines
from text_files.json_object import read_object
from text_files.sources.source_record import SourceRecord
from text_files.sources.text_stream import UnreadableTextsError

_JUDGED_RECORDS = 100


class JsonFile:
    """`file` is open, unpacked. `columns` are the keys of its first hundred records.

    `encoding` is that of the lines. Raises UnreadableTextsError.
    """

    def __init__(self, file: BinaryIO, path: Path, encoding: str) -> None:
        self.notes: list[str] = []
        self._path = path
        self._encoding = encoding
        self._records = self._read(file)
        self._head = [record for _, record in zip(range(_JUDGED_RECORDS), self._records, strict=False)]
        if self._head and all(record.fault for record in self._head):
            raise self._no_record(self._head)
        self.columns = list(dict.fromkeys(name for record in self._head for name in record.fields))

    def records(self) -> Iterator[SourceRecord]:
        """The records; a blank line is none. Raises UnreadableTextsError."""
        return chain(self._head, self._records)

    def _no_record(self, records: Sequence[SourceRecord]) -> UnreadableTextsError:
        """What is wrong with the first; not what stands there, as it may name an author."""
        row, fault = next((record.row, record.fault) for record in records if record.fault)
        return UnreadableTextsError(
            f"None of the first {len(records):,} records of {self._path} can be read; row {row:,}, "
            f"{fault.field}: expected {fault.expected}. Fix the file."
        )

    def _read(self, file: BinaryIO) -> Iterator[SourceRecord]:
        row = 0
        try:
            for line in read_lines(file, ""):
                if not line.isspace():
                    row += 1
                    yield self._record(row, line)
        except BadRecord as bad:
            raise UnreadableTextsError(f"{self._path}: found {bad.found}, expected {bad.expected}.") from bad

    def _record(self, row: int, line: bytes) -> SourceRecord:
        try:
            text = line if self._encoding == "utf-8" else line.decode(self._encoding).encode()
            return SourceRecord(row, read_object(text))
        except UnicodeDecodeError as error:
            fault = BadRecord("not-utf-8", "record", f"a byte at {error.start}", f"text in {self._encoding}")
            return SourceRecord(row, fault=fault)
        except BadRecord as bad:
            return SourceRecord(row, fault=bad)
