"""Listings that may be larger than the memory, sorted and compared on the disk."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from storage.stored_object import StoredObject

_AT_ONCE = 1_000


class ListedObject(msgspec.Struct, frozen=True):
    """One line of a batch's manifest: the `key` below uploaded/, the `size` in bytes and the `etag`."""

    key: str
    size: int
    etag: str


class Traced(NamedTuple):
    """A listed object, its ETag now (None: it is gone), and whether the archive holds its large original."""

    listed: ListedObject
    etag_now: str | None
    is_archived: bool


_decode = msgspec.json.Decoder(ListedObject).decode


def read_listed(path: Path) -> Iterator[ListedObject]:
    """The objects of a manifest in a file."""
    with path.open("rb") as lines:
        yield from map(_decode, lines)


class ObjectIndex:
    """Objects by their keys, below a prefix that all of them share; a key is there once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, objects: Iterable[ListedObject]) -> None:
        """Take the objects in."""
        self._connection.executemany(
            "insert or replace into listed (key, size, etag) values (?, ?, ?)",
            ((it.key, it.size, it.etag) for it in objects),
        )

    def note_present(self, objects: Iterable[StoredObject], prefix: str) -> None:
        """Note what lies below `prefix` now; what is not listed is passed over."""
        self._connection.executemany(
            "update listed set etag_now = ? where key = ?",
            ((it.etag, it.key.removeprefix(prefix)) for it in objects),
        )

    def note_archived(self, objects: Iterable[StoredObject], prefix: str) -> None:
        """Note which large originals lie below `prefix`."""
        self._connection.executemany(
            "update listed set is_archived = 1 where key = ? and size = ?",
            ((it.key.removeprefix(prefix), it.size) for it in objects),
        )

    def listed(self) -> Iterator[ListedObject]:
        """The objects in the byte order of their keys."""
        for row in self._connection.execute("select key, size, etag from listed order by key"):
            yield ListedObject(*row)

    def traced(self) -> Iterator[list[Traced]]:
        """The objects in the byte order of their keys, up to 1,000 at a time."""
        rows = self._connection.execute(
            "select key, size, etag, etag_now, is_archived from listed order by key"
        )
        while some := list(islice(rows, _AT_ONCE)):
            yield [Traced(ListedObject(*row[:3]), row[3], bool(row[4])) for row in some]


@contextmanager
def object_index() -> Iterator[ObjectIndex]:
    """An empty index in a temporary file that is removed when the block ends."""
    with tempfile.TemporaryDirectory(prefix="objects-") as folder:
        connection = sqlite3.connect(Path(folder) / "index.sqlite")
        try:
            connection.execute("pragma journal_mode = off")
            connection.execute("pragma synchronous = off")
            connection.execute(
                "create table listed (key text primary key, size integer, etag text, etag_now text, "
                "is_archived integer default 0) without rowid"
            )
            yield ObjectIndex(connection)
        finally:
            connection.close()
