"""Lines of a file that may be gzip."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

_GZIP_MAGIC = b"\x1f\x8b"
_LONGEST_LINE_BYTES = 64 * 1024 * 1024


class UnreadableFileError(ValueError):
    """A file that holds no lines, or not to its end; ``str()`` is one sentence."""


def read_lines(file: BinaryIO, source: Path) -> Iterator[bytes]:
    """The lines of an open file, gzip (RFC 1952) or plain, as bytes with their line ends, in constant memory.

    ``source`` is its name for sentences. Raises UnreadableFileError, after the last whole line.
    """
    magic = file.read(2)
    file.seek(0)
    if magic != _GZIP_MAGIC and source.name.lower().endswith(".gz"):
        raise UnreadableFileError(
            f"{source} is not gzip although its name ends in .gz: rename it or download it again."
        )
    number = 0
    try:
        # GzipFile reads, and so does a plain file: readline is all that is asked of either.
        reader = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if magic == _GZIP_MAGIC else file
        while line := reader.readline(_LONGEST_LINE_BYTES):
            if len(line) == _LONGEST_LINE_BYTES:
                raise UnreadableFileError(
                    f"{source} line {number + 1} is longer than 64 MiB: expected one review a line."
                )
            number += 1
            yield line
    except EOFError as error:
        raise UnreadableFileError(
            f"{source} ends too early, after {number:,} whole lines: the gzip file is cut off; "
            "download it again; what was read before stays."
        ) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFileError(
            f"{source} is damaged after {number:,} whole lines ({error}): "
            "download it again; what was read before stays."
        ) from error
