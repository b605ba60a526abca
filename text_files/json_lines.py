"""Lines of a file that may be gzip."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from text_files.bad_record import BadRecord, shown

# A review or a text is some hundred bytes, a product some thousand; a line of this size is neither, and
# reading on would fill the memory.
MAX_LINE_BYTES = 16 * 1024 * 1024
_GZIP_MAGIC = b"\x1f\x8b"


def read_lines(file: BinaryIO, name: str, max_line_bytes: int = MAX_LINE_BYTES) -> Iterator[bytes]:
    """The lines of an open file, gzip (RFC 1952, of any number of members) or plain, with their line ends.

    Memory is one line's. A file whose ``name`` ends in .gz must be gzip. Raises BadRecord, after the last
    whole line, with the field "file" and a reason: empty (no line, or none that is not blank), not-gzip,
    truncated-gzip, damaged-gzip or oversized (a line, or a run of blank ones, of more than
    `max_line_bytes`).
    """
    magic = file.read(2)
    file.seek(0)
    if magic and magic != _GZIP_MAGIC and name.lower().endswith(".gz"):
        found = f"a file that begins with {shown(magic)}"
        raise BadRecord("not-gzip", "file", found, "gzip, as its name ends in .gz")
    # GzipFile reads, and so does a plain file: readline is all that is asked of either.
    reader = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if magic == _GZIP_MAGIC else file
    yield from bounded_lines(reader, max_line_bytes)


def bounded_lines(reader: BinaryIO, max_line_bytes: int = MAX_LINE_BYTES) -> Iterator[bytes]:
    """The lines of a file that is unpacked, or unpacks gzip as it is read. Raises as `read_lines` does."""
    number = blank = blank_bytes = 0
    try:
        while line := reader.readline(max_line_bytes + 1):
            number += 1
            is_blank = line.isspace()
            blank += is_blank
            blank_bytes = blank_bytes + len(line) if is_blank else 0
            if len(line) > max_line_bytes or blank_bytes > max_line_bytes:
                found = "blank lines without end" if is_blank else "a longer line"
                expected = f"at most {max_line_bytes:,} bytes a line"
                raise BadRecord("oversized", "file", f"{found} at line {number:,}", expected)
            yield line
    except EOFError as error:
        found = f"the end after {number:,} whole lines"
        raise BadRecord("truncated-gzip", "file", found, "a whole gzip file") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        found = f"damage after {number:,} whole lines ({shown(str(error))})"
        raise BadRecord("damaged-gzip", "file", found, "an undamaged gzip file") from error
    if number == blank:
        found = f"{number:,} blank lines" if number else "nothing"
        raise BadRecord("empty", "file", found, "at least one line")
