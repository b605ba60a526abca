"""CSV and TSV, read by a real parser: a line end within quotes does not end a record (RFC 4180)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from text_files.bad_record import BadRecord, shown
from text_files.json_lines import MAX_LINE_BYTES
from text_files.sources.source_record import SourceRecord
from text_files.sources.text_stream import UnreadableTextsError


class _Lines:
    """Hands lines to the parser, and knows whether it has asked for one behind the last."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.has_ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_LINE_BYTES + 1)
        if not line:
            self.has_ended = True
            raise StopIteration
        if len(line) > MAX_LINE_BYTES:
            raise csv.Error(f"a line of more than {MAX_LINE_BYTES:,} characters")
        return line


class DelimitedFile:
    """`file` is open as text at its beginning; the first record names the columns.

    Raises UnreadableTextsError when it names none, or one twice.
    """

    def __init__(self, file: TextIO, path: Path, delimiter: str) -> None:
        self.notes: list[str] = []
        self._path = path
        self._lines = _Lines(file)
        csv.field_size_limit(MAX_LINE_BYTES)
        self._reader = csv.reader(self._lines, delimiter=delimiter)
        self.columns = self._header()

    def _header(self) -> list[str]:
        try:
            names = next(self._reader, [])
        except (csv.Error, UnicodeError) as error:
            raise self._unreadable(error) from error
        columns = [name.strip() or f"column {place}" for place, name in enumerate(names, start=1)]
        if not columns:
            raise UnreadableTextsError(f"{self._path} is empty: expected a line that names the columns.")
        if twice := sorted({name for name in columns if columns.count(name) > 1}):
            raise UnreadableTextsError(f"{self._path} has two columns {twice[0]!r}: rename one.")
        return columns

    def records(self) -> Iterator[SourceRecord]:
        """The records behind the header; a blank line is none. Raises UnreadableTextsError."""
        row = 0
        while True:
            try:
                values = next(self._reader, None)
            except (csv.Error, UnicodeError) as error:
                raise self._unreadable(error) from error
            if values is None:
                return
            if values:
                row += 1
                yield self._record(row, values)

    def _record(self, row: int, values: Sequence[str]) -> SourceRecord:
        if self._lines.has_ended:
            found = "a quote that nothing closes before the end of the file"
            fault = BadRecord("unclosed-quote", "record", found, "a closing quote")
        elif len(values) != len(self.columns):
            expected = f"{len(self.columns)}, as the header has"
            fault = BadRecord("wrong-width", "record", f"{len(values)} fields", expected)
        else:
            fields = dict(zip(self.columns, values, strict=True))
            return SourceRecord(row, fields, _fault_of(fields, "".join(values)))
        return SourceRecord(row, fault=fault)

    def _unreadable(self, error: Exception) -> UnreadableTextsError:
        return UnreadableTextsError(
            f"{self._path} cannot be read on at line {self._reader.line_num + 1:,} ({error}): mend the file, "
            "or say --encoding."
        )


def _fault_of(fields: dict[str, str], joined: str) -> BadRecord | None:
    """A character that no table can hold: half of a surrogate pair, which a wrong byte has become; a NUL."""
    if joined.isascii():
        if "\0" not in joined:
            return None
    else:
        try:
            joined.encode()
        except UnicodeEncodeError as error:
            column = next(name for name, value in fields.items() if not _is_text(value))
            byte = shown(joined[error.start : error.start + 1].encode("utf-8", "surrogateescape"))
            return BadRecord("not-utf-8", column, byte, "text in UTF-8, or the encoding told by --encoding")
        if "\0" not in joined:
            return None
    column = next(name for name, value in fields.items() if "\0" in value)
    return BadRecord("nul-character", column, "a NUL", "text without it")


def _is_text(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)
