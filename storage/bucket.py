"""A bucket: lists, reads, writes, copies and deletes objects."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from storage.atomic_file import atomic_file
from storage.object_copy import copy_object, find_object
from storage.object_deletion import delete_objects
from storage.ordered_work import ordered_work
from storage.s3_error import ObjectChangedError, ObjectGoneError
from storage.stored_object import StoredObject, plain_etag

if TYPE_CHECKING:
    from storage.address import BucketAddress
    from storage.object_mover import ObjectMover

_MIB = 1024 * 1024
THREADS = 32
_AHEAD_BYTES = 64 * _MIB
_AHEAD_OBJECTS = 8 * THREADS
_SPAN_BYTES = 16 * _MIB


class Bucket:
    """The bucket at ``address``; opened when first used, and threads may share it.

    Requests that are throttled (503 SlowDown), meet a server error or a dropped connection are tried again
    with growing, random pauses, for about half a minute. Every other failure is an S3Error: one sentence.
    Objects appear and are replaced whole. Processes open one each.
    """

    def __init__(self, address: BucketAddress) -> None:
        self.address = address
        self._mover: ObjectMover | None = None
        self._opening = threading.Lock()

    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """All objects whose keys begin with ``prefix``, in the keys' byte order on Amazon S3."""
        token: dict[str, str] = {}
        while True:
            page = self._objects.boto_call(f"list {prefix!r}", "list_objects_v2", Prefix=prefix, **token)
            for entry in page.get("Contents", ()):
                yield StoredObject(
                    entry["Key"], entry["Size"], plain_etag(entry["ETag"]), entry["LastModified"]
                )
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def get(self, key: str, etag: str | None = None) -> bytes:
        """The object's bytes.

        Raises ObjectGoneError, ObjectChangedError if its ETag is not ``etag``, S3Error.
        """
        return self._objects.get(key, etag)

    def get_beginning(self, wanted: StoredObject, most: int) -> bytes:
        """The first `most` bytes of a listed object. Raises ObjectGoneError, ObjectChangedError, S3Error."""
        span = (0, min(most, wanted.size)) if wanted.size else None
        return self._objects.get(wanted.key, wanted.etag, span)

    def get_many(
        self, objects: Iterable[StoredObject]
    ) -> Iterator[tuple[StoredObject, bytes | ObjectGoneError | ObjectChangedError]]:
        """Each object with its bytes, or with why it is not the listed one any more, in the given order.

        Reads many at once, and at most 64 MiB (or one object) ahead of the caller. Raises S3Error.
        """
        mover = self._objects

        def read(wanted: StoredObject) -> tuple[StoredObject, bytes | ObjectGoneError | ObjectChangedError]:
            try:
                return wanted, mover.get(wanted.key, wanted.etag)
            except (ObjectGoneError, ObjectChangedError) as error:
                return wanted, error

        return ordered_work(
            read,
            objects,
            threads=THREADS,
            weigh=lambda wanted: wanted.size,
            most_weight=_AHEAD_BYTES,
            most_items=_AHEAD_OBJECTS,
        )

    def download(self, wanted: StoredObject, path: Path) -> None:
        """Read an object of any size into the file ``path``, which appears whole and synced, or not at all.

        Raises ObjectGoneError, ObjectChangedError, S3Error, OSError.
        """
        mover = self._objects
        spans = [
            (start, min(start + _SPAN_BYTES, wanted.size)) for start in range(0, wanted.size, _SPAN_BYTES)
        ]
        parts = ordered_work(
            lambda span: mover.get(wanted.key, wanted.etag, span),
            spans or [None],
            threads=4,
            weigh=lambda _: _SPAN_BYTES,
            most_weight=_AHEAD_BYTES,
            most_items=4,
        )
        with atomic_file(path) as partial, partial.open("wb") as file:
            for part in parts:
                file.write(part)

    def put(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``, over what was there. Raises S3Error."""
        self._objects.put(key, data)

    def put_many(self, pairs: Iterable[tuple[str, bytes]]) -> Iterator[str]:
        """Store each ``(key, data)``, many at once; yields the keys that are stored, in the given order.

        Nothing is stored before the first key is asked for; ``pairs`` is read at most 64 MiB ahead.
        Raises S3Error: then a few pairs after the failed one may be stored too.
        """
        mover = self._objects

        def write(pair: tuple[str, bytes]) -> str:
            mover.put(*pair)
            return pair[0]

        return ordered_work(
            write,
            pairs,
            threads=THREADS,
            weigh=lambda pair: len(pair[1]),
            most_weight=_AHEAD_BYTES,
            most_items=_AHEAD_OBJECTS,
        )

    def upload(self, key: str, path: Path) -> None:
        """Store a file's content under ``key``; a large one in parts. Raises S3Error, OSError."""
        self._objects.upload(key, path)

    def copy(self, source: StoredObject, target_key: str) -> None:
        """Copy the listed object on the server. Raises ObjectGoneError, ObjectChangedError, S3Error."""
        copy_object(self._objects, source, target_key)

    def delete_many(self, keys: Iterable[str]) -> None:
        """Delete objects, a thousand a request; a key that is not there is fine. Raises S3Error."""
        delete_objects(self._objects, ((key, None) for key in keys))

    def delete_unchanged(self, objects: Iterable[StoredObject]) -> Sequence[str]:
        """Delete the listed objects that still have the listed ETag. Returns the keys of the others.

        S3 compares in the same step as it deletes; a server that ignores the condition deletes them all.
        One that is not there is fine. Raises S3Error.
        """
        return delete_objects(self._objects, ((wanted.key, wanted.etag) for wanted in objects))

    def head(self, key: str) -> StoredObject | None:
        """The object of this key as it is now, or None if there is none. Raises S3Error."""
        return find_object(self._objects, key)

    @property
    def _objects(self) -> ObjectMover:
        # boto3 and obstore take a second to import, which nobody pays who only names a bucket.
        with self._opening:
            if self._mover is None:
                from storage.object_mover import ObjectMover
                from storage.s3_clients import open_clients

                self._mover = ObjectMover(self.address, open_clients(self.address, THREADS))
            return self._mover
