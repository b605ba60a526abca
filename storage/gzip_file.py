"""A gzip file that appears whole or not at all."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

_GZIP_WINDOW = 31  # zlib's way of asking for a gzip header; its time stamp is then 0: same lines, same bytes


def write_whole(file: Path, lines: Iterable[bytes]) -> None:
    """Write ``lines`` gzipped (RFC 1952) into ``file``, in constant memory, in place of what lay there.

    They go into ``.NAME.part`` beside it, which is renamed at the end, so that nobody sees half a file and
    what raises leaves nothing. A killed process leaves at most the part. Nothing is forced onto the disk:
    after a power cut ``file`` may be there empty or torn. Raises OSError and what ``lines`` raises.
    """
    part = file.with_name(f".{file.name}.part")
    compressor = zlib.compressobj(wbits=_GZIP_WINDOW)
    try:
        with part.open("wb") as opened:
            for line in lines:
                opened.write(compressor.compress(line))
            opened.write(compressor.flush())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)  # nothing to remove once it is renamed
