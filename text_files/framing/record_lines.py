"""Records of JSON as lines, however a file separates them."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

import orjson

from text_files.bad_record import shown
from text_files.framing.content_error import ContentError
from text_files.json_lines import MAX_LINE_BYTES, bounded_lines

_CHUNK = 1 << 20
_JUDGED_BYTES, _JUDGED_LINES = 1 << 16, 20
_WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OUTSIDE, _IN_STRING = re.compile(rb'["{}\[\]]'), re.compile(rb'["\\]')
_RECORD_SEPARATOR = b"\x1e"
_EXPECTED = "JSON records: an object a line, an array of objects, or objects one after another"
# Others than JSON, by their first bytes, with what a person calls them.
_OTHERS = ((b"PAR1", "Parquet"), (b"<", "XML or HTML"), (b"%PDF", "PDF"), (b"\x00", "binary data"))


def record_lines(file: io.BufferedReader, max_line_bytes: int = MAX_LINE_BYTES) -> Iterator[bytes]:
    """The records of an unpacked file, a line each: those of JSON lines with their bytes unchanged.

    Reads JSON lines, arrays, objects one after another, each over as many lines as they like, JSON text
    sequences (https://www.rfc-editor.org/rfc/rfc7464), and pandas' columns; UTF-8, and UTF-16 and UTF-32 that
    a byte-order mark tells. A record that stands on several lines is put on one: a line end within JSON is
    always white space. Memory is one record's, but pandas' columns are held whole.

    Raises ContentError: before anything is given for a table, XML, Parquet and the like; after the last whole
    record for what is no object, is longer than `max_line_bytes`, or ends too early. Raises BadRecord as
    `bounded_lines` does.
    """
    text = _as_utf8(file)
    head = text.peek(_JUDGED_BYTES)[:_JUDGED_BYTES]
    first = head.lstrip()[:1]
    if first == b"[":
        yield from _values(text, 1, max_line_bytes)
    elif first == _RECORD_SEPARATOR:
        yield from _sequence(text, max_line_bytes)
    elif first == b"{" and _is_of_columns(head):
        yield from _rows_of_columns(text)
    elif first == b"{" and _goes_over_lines(head):
        yield from _values(text, 0, max_line_bytes)
    else:
        _refuse_others(head)
        yield from bounded_lines(text, max_line_bytes)


def _as_utf8(file: io.BufferedReader) -> io.BufferedReader:
    head = file.peek(4)[:4]
    if head.startswith(codecs.BOM_UTF8):
        file.read(len(codecs.BOM_UTF8))
        return file
    encoding = next((name for mark, name in _WIDE_MARKS.items() if head.startswith(mark)), None)
    return io.BufferedReader(_Recoded(file, encoding), _CHUNK) if encoding else file


class _Recoded(io.RawIOBase):
    """Text of another encoding as UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file, self._encoding = file, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        try:
            while not self._rest:
                content = self._file.read(_CHUNK)
                self._rest = self._decoder.decode(content, final=not content).encode()
                if not content:
                    break
        except UnicodeError as error:
            expected = f"text in {self._encoding}, as its first bytes say"
            raise ContentError(shown(str(error)), expected) from error
        given, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(given)] = given
        return len(given)


def _goes_over_lines(head: bytes) -> bool:
    """Whether the first object ends on a later line than it began, or another stands on its line."""
    line, end, rest = head.lstrip().partition(b"\n")
    if _is_json(line):
        return False
    text = line.strip()
    if text.endswith((b"{", b",")):
        # A key follows, or the object ends. What begins anew is the next record, and this one is cut short.
        return rest.lstrip()[:1] in (b'"', b"}")
    if text.endswith((b"[", b":")):
        return bool(end)
    return bool(re.search(rb'\}\s*,?\s*\{\s*"', text)) and _holds_several(text)


def _holds_several(text: bytes) -> bool:
    try:
        found = list(_values(io.BytesIO(text), 0, MAX_LINE_BYTES))
    except ContentError:
        return False
    return len(found) > 1 and all(_is_json(record) for record in found)


def _is_json(text: bytes) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _values(file: BinaryIO, base: int, most: int) -> Iterator[bytes]:
    """The objects that stand `base` brackets deep, each on one line."""
    buffer = bytearray()
    position = depth = done = number = 0
    start: int | None = None
    in_string = False
    while chunk := file.read(_CHUNK):
        buffer += chunk
        while found := (_IN_STRING if in_string else _OUTSIDE).search(buffer, position):
            at, byte = found.start(), found.group()
            position = at + (2 if byte == b"\\" else 1)
            if byte in b'"\\':
                if start is None:
                    break
                in_string ^= byte == b'"'
            elif byte in b"{[":
                if depth == base and start is None:
                    _require_nothing(buffer[done:at], number)
                    start = at
                depth += 1
            else:
                depth -= 1
                if depth == base and start is not None:
                    number += 1
                    yield bytes(buffer[start:position]).translate(_NO_LINE_ENDS) + b"\n"
                    done, start = position, None
        if start is None:
            _require_nothing(buffer[done:], number)
        elif len(buffer) - start > most:
            expected = f"at most {most:,} bytes a record"
            raise ContentError(f"a longer one after record {number:,}", expected)
        keep = len(buffer) if start is None else start
        start = None if start is None else 0
        position = max(position - keep, 0)
        del buffer[:keep]
        done = 0
    if depth:
        found_end = f"the end within what follows record {number:,}"
        raise ContentError(found_end, "whole JSON")
    if not number:
        raise ContentError("nothing", "at least one record")


_NO_LINE_ENDS = bytes.maketrans(b"\r\n", b"  ")


def _require_nothing(between: bytearray, number: int) -> None:
    """Raises ContentError if there is more than white space, commas and brackets between two records."""
    rest = bytes(between).strip(b" \t\r\n,[]")
    if rest:
        found = f"{shown(rest[:40].decode(errors='replace'))} after record {number:,}"
        raise ContentError(found, _EXPECTED)


def _sequence(file: BinaryIO, most: int) -> Iterator[bytes]:
    rest = b""
    while chunk := file.read(_CHUNK):
        *texts, rest = (rest + chunk).split(_RECORD_SEPARATOR)
        yield from (text.translate(_NO_LINE_ENDS) + b"\n" for text in texts if text.strip())
        if len(rest) > most:
            raise ContentError("a longer record", f"at most {most:,} bytes a record")
    if rest.strip():
        yield rest.translate(_NO_LINE_ENDS) + b"\n"


def _is_of_columns(head: bytes) -> bool:
    """Whether the first object is {"column": {"0": value, …}, …}, as `DataFrame.to_json()` writes it."""
    return re.match(rb'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"0"\s*:', head) is not None


def _rows_of_columns(file: BinaryIO) -> Iterator[bytes]:
    try:
        columns = orjson.loads(file.read())
    except orjson.JSONDecodeError as error:
        found = f"columns that cannot be read ({error})"
        raise ContentError(found, "pandas' columns as whole JSON") from error
    rows = list(dict.fromkeys(row for values in columns.values() for row in values))
    for row in rows:
        yield orjson.dumps({name: values[row] for name, values in columns.items() if row in values}) + b"\n"


def _refuse_others(head: bytes) -> None:
    """Raises ContentError, naming what it is, if none of the first lines begins as an object does."""
    lines = [line.strip() for line in head.splitlines() if line.strip()][:_JUDGED_LINES]
    if not lines or any(line.startswith(b"{") for line in lines):
        return
    name = next((name for magic, name in _OTHERS if lines[0].startswith(magic)), None)
    if name is None:
        name = "a table (CSV)" if _is_table(lines) else f"text that begins with {shown(lines[0][:40])}"
    raise ContentError(name, _EXPECTED)


def _is_table(lines: list[bytes]) -> bool:
    return any(
        lines[0].count(mark) and len({line.count(mark) for line in lines[:2]}) == 1
        for mark in (b",", b"\t", b";")
    )
