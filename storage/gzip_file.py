"""A gzip file that appears whole or not at all."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

from storage.atomic_file import atomic_file

_GZIP_WINDOW = 31  # zlib's way of asking for a gzip header; its time stamp is then 0: same lines, same bytes


def write_gzip_atomically(file: Path, lines: Iterable[bytes]) -> None:
    """Write ``lines`` gzipped (RFC 1952) into ``file``, in constant memory, in place of what lay there.

    What raises leaves what was there. Nothing is forced onto the disk, as these are many files that can be
    made again: after a power cut ``file`` may be there empty or torn. Raises OSError and what ``lines``
    raises.
    """
    compressor = zlib.compressobj(wbits=_GZIP_WINDOW)
    with atomic_file(file, durable=False) as partial, partial.open("wb") as opened:
        for line in lines:
            opened.write(compressor.compress(line))
        opened.write(compressor.flush())
