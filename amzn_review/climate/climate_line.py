"""What both climate formats make of a file: its lines as text, or why the file is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from text_files.bad_record import BadRecord, shown
from text_files.json_lines import MAX_LINE_BYTES, read_lines

Line = tuple[int, bytes]  # its number from 1; without its line end
_BOM = b"\xef\xbb\xbf"


def read_climate_lines(file: BinaryIO, key: str, max_line_bytes: int = MAX_LINE_BYTES) -> Iterator[Line]:
    """The lines that are not blank, of a file that is gzip or plain; a BOM and CR LF are taken off.

    `file` has to be seekable. Raises BadRecord as `read_lines` does: a file that ends too early, after its
    whole lines.
    """
    file.seek(0)
    for number, line in enumerate(read_lines(file, key, max_line_bytes), start=1):
        text = line.removeprefix(_BOM) if number == 1 else line
        text = text.removesuffix(b"\n").removesuffix(b"\r")
        if text.strip():
            yield number, text


def decoded(line: bytes, otherwise: str | None = None) -> str:
    """The line as text: in UTF-8, or else in the encoding `otherwise`, if one is given.

    Raises BadRecord: not-utf-8, or nul-character, which PostgreSQL cannot store.
    """
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        if otherwise:
            return decoded(line.decode(otherwise).encode())
        byte = line[error.start : error.start + 1]
        found = f"the byte {shown(byte)} at column {error.start + 1}"
        raise BadRecord("not-utf-8", "line", found, "text in UTF-8") from error
    if "\0" in text:
        found = f"a NUL at column {text.index(chr(0)) + 1}"
        raise BadRecord("nul-character", "line", found, "text without it")
    return text
