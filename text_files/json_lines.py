"""Lines of a file that may be gzip."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from console.progress_bar import Advance
from errors import SentenceError
from text_files.bad_record import BadRecord, shown

# A review or a text is some hundred bytes, a product some thousand; a line of this size is neither, and
# reading on would fill the memory.
MAX_LINE_BYTES = 16 * 1024 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_LINES_A_TICK = 256


class UnreadableFileError(SentenceError):
    """A file that holds no lines, or not to its end; ``str()`` is one sentence."""


def read_source(source: Path, progress: Advance | None = None) -> Iterator[bytes]:
    """The lines of a file that a person named, as ``read_lines`` gives them.

    ``progress(bytes_read, bytes_total)`` counts bytes of the file as it lies on disk. Raises
    UnreadableFileError: before the first line if there is no such file, else after the last whole one.
    """
    if not source.exists():
        raise UnreadableFileError(f"{source} does not exist: expected a file of JSON lines; check the path.")
    if not source.is_file():
        raise UnreadableFileError(
            f"{source} is not a file: expected a file of JSON lines; name the file within it."
        )
    return _with_sentences(source, progress)


def _with_sentences(source: Path, progress: Advance | None) -> Iterator[bytes]:
    total = source.stat().st_size
    try:
        with source.open("rb") as file:
            for number, line in enumerate(read_lines(file, source.name), start=1):
                yield line
                if progress and number % _LINES_A_TICK == 0:
                    progress(file.tell(), total)
    except BadRecord as bad:
        raise UnreadableFileError(
            f"{source}: found {bad.found}, expected {bad.expected}; mend the file or download it again."
        ) from bad
    if progress:
        progress(total, total)


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
