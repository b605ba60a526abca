"""Many one-review files as one object."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from amzn_review.data_layout import REVIEW_SUFFIX

_GZIP_WINDOW = 31  # zlib's way of asking for a gzip header (RFC 1952)
_LARGEST_PIECE = 8 * 1024 * 1024


@dataclass(frozen=True)
class ReviewPack:
    """An object to be: its name, the files it is made of, and its bytes; None is the one file's own bytes."""

    name: str
    members: tuple[Path, ...]
    content: bytes | None = None


def pack_reviews(sources: Sequence[Path]) -> list[ReviewPack]:
    """One object of all ``sources``, line after line; each that does not unpack, or is large, by itself.

    The same files give the same names and bytes. Raises OSError.
    """
    if len(sources) == 1:
        return [ReviewPack(sources[0].name, (sources[0],))]
    texts = {source: _text(source) for source in sources}
    packed = [source for source in sources if texts[source] is not None]
    objects = [ReviewPack(source.name, (source,)) for source in sources if texts[source] is None]
    if packed:
        text = b"".join(texts[source] or b"" for source in packed)
        objects.append(ReviewPack(_name(packed), tuple(packed), gzip.compress(text, 6, mtime=0)))
    return objects


def _name(members: Sequence[Path]) -> str:
    names = "\n".join(member.name for member in members)
    digest = hashlib.blake2b(names.encode(errors="surrogateescape"), digest_size=12).hexdigest()
    return f"pack-{len(members):06d}-{digest}{REVIEW_SUFFIX}"


def _text(source: Path) -> bytes | None:
    """The lines of a small, sound gzip file of one member; else None: the loader shall judge it as it is."""
    if source.stat().st_size > _LARGEST_PIECE:
        return None
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        text = unpacker.decompress(source.read_bytes(), _LARGEST_PIECE)
    except zlib.error:
        return None
    if not unpacker.eof or unpacker.unused_data:
        return None
    return text if not text or text.endswith(b"\n") else text + b"\n"
