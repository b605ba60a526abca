"""Rows on their way to the warehouse: gzipped lines in objects of a size that COPY likes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import msgspec
from isal import isal_zlib

from amzn_review.s3.batch_keys import BatchKeys
from storage.bucket import Bucket

CopyKind = Literal["reviews", "products", "climate", "stations", "rejections", "documents"]
COPY_KINDS: tuple[CopyKind, ...] = ("reviews", "products", "climate", "stations", "rejections")
DOCUMENT_KINDS: tuple[CopyKind, ...] = ("documents", "rejections")
# AWS recommends 1 MB to 1 GB, compressed:
# https://docs.aws.amazon.com/redshift/latest/dg/c_best-practices-use-multiple-files.html
FULL_BYTES = 64 * 1024 * 1024
_GZIP_WINDOW = 31  # zlib's way of asking for a gzip header, without a time stamp: same rows, same bytes
_LEVEL = 3


class CopyPart(msgspec.Struct, frozen=True):
    """One object that COPY reads: its rows' kind, its key, its size in bytes, and how many rows it has."""

    kind: str
    key: str
    size: int
    rows: int


class CopyParts:
    """Takes the rows of one segment of a batch, and stores them; `folder` holds them until then.

    Memory is that of the compressors. An object is full at 64 MiB.
    """

    def __init__(self, bucket: Bucket, keys: BatchKeys, segment: int, folder: Path) -> None:
        self._bucket = bucket
        self._keys = keys
        self._segment = segment
        self._folder = folder
        self._open: dict[str, _OpenPart] = {}
        self._stored: list[CopyPart] = []

    def add(self, kind: str, lines: Iterable[bytes]) -> int:
        """Take rows of a kind, lines with their ends. Returns how many they are. Raises S3Error."""
        rows = list(lines)
        if not rows:
            return 0
        part = self._open.get(kind)
        if part is None:
            part = self._open[kind] = _OpenPart(self._folder / f"{kind}.json.gz")
        part.write(rows)
        if part.size >= FULL_BYTES:
            self._store(kind, part)
        return len(rows)

    def finish(self) -> list[CopyPart]:
        """Store what is left, and name all objects. Raises S3Error, OSError."""
        for kind, part in list(self._open.items()):
            self._store(kind, part)
        return self._stored

    def _store(self, kind: str, part: _OpenPart) -> None:
        part.close()
        turn = sum(stored.kind == kind for stored in self._stored)
        key = self._keys.rows(kind, self._segment, turn)
        self._bucket.upload(key, part.path)
        self._stored.append(CopyPart(kind, key, part.path.stat().st_size, part.rows))
        part.path.unlink()
        del self._open[kind]


class _OpenPart:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self.size = 0
        self._file = path.open("wb")
        self._gzip: Any = isal_zlib.compressobj(_LEVEL, wbits=_GZIP_WINDOW)

    def write(self, rows: list[bytes]) -> None:
        self.rows += len(rows)
        self.size += self._file.write(self._gzip.compress(b"".join(rows)))

    def close(self) -> None:
        self._file.write(self._gzip.flush())
        self._file.close()
