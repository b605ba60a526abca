"""Moves objects' bytes: fast by obstore, and by boto3 what obstore cannot do or does not explain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import obstore
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError
from obstore.exceptions import BaseError

from storage.s3_clients import BOTO_ATTEMPTS, S3Clients
from storage.s3_error import ObjectChangedError, ObjectGoneError
from storage.s3_error_message import s3_error_of, unreachable
from storage.stored_object import plain_etag

if TYPE_CHECKING:
    from obstore import GetOptions

    from storage.address import BucketAddress

_MIB = 1024 * 1024
_PART_BYTES = 16 * _MIB
_MOST_PARTS = 10_000
_ASCII_CONTROL = frozenset(map(chr, [*range(32), 127]))
_NO_SUCH_KEY = frozenset({"NoSuchKey", "NoSuchVersion"})
_OBSTORE_ERRORS = (BaseError, OSError, ValueError)


class ObjectMover:
    """Gets and puts single objects; threads may share it.

    obstore retries throttling, server errors and dropped connections. What it still fails at is asked of
    boto3 once more: that one names the reason in the server's own words, and takes keys that obstore cannot.
    """

    def __init__(self, address: BucketAddress, clients: S3Clients) -> None:
        self.address = address
        self.boto = clients.boto
        self.store = clients.store

    def get(self, key: str, etag: str | None = None, span: tuple[int, int] | None = None) -> bytes:
        """The object's bytes, or those from ``span[0]`` up to ``span[1]``.

        Raises ObjectGoneError, ObjectChangedError unless its ETag is ``etag``, S3Error.
        """
        if is_expressible(key):
            options: GetOptions = {"range": span} if span else {}
            try:
                answer = obstore.get(self.store, key, options=options)
                _same_object(key, etag, answer.meta["e_tag"])
                return bytes(answer.bytes())
            except _OBSTORE_ERRORS:
                pass  # boto3 tells why, or succeeds
        return self._boto_get(key, etag, span)

    def put(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``, whole or not at all, over what was there. Raises S3Error."""
        if is_expressible(key):
            try:
                obstore.put(self.store, key, data, use_multipart=len(data) > 4 * _PART_BYTES)
            except _OBSTORE_ERRORS:
                pass  # boto3 tells why, or succeeds
            else:
                return
        self.boto_call(f"write {key!r}", "put_object", Key=key, Body=data)

    def upload(self, key: str, path: Path) -> None:
        """Store a file's content under ``key``, in parts if it is large. Raises S3Error, OSError."""
        size = path.stat().st_size
        if size <= _PART_BYTES:
            self.put(key, path.read_bytes())
            return
        part = max(_PART_BYTES, -(-size // _MOST_PARTS))
        if is_expressible(key):
            try:
                obstore.put(self.store, key, path, chunk_size=part, max_concurrency=4)
            except _OBSTORE_ERRORS:
                pass  # boto3 tells why, or succeeds
            else:
                return
        self._boto_upload(key, path, part)

    def boto_call(self, action: str, operation: str, **arguments: Any) -> dict[str, Any]:
        """What S3 answers to ``operation`` on this bucket.

        Raises ObjectGoneError if the object ``Key`` is not there, else S3Error: "Could not ``action`` in …".
        """
        with self._telling(action, arguments.get("Key")):
            answer: dict[str, Any] = getattr(self.boto, operation)(Bucket=self.address.bucket, **arguments)
        return answer

    def _boto_get(self, key: str, etag: str | None, span: tuple[int, int] | None) -> bytes:
        part = {"Range": f"bytes={span[0]}-{span[1] - 1}"} if span else {}
        for attempt in range(1, BOTO_ATTEMPTS + 1):
            answer = self.boto_call(f"read {key!r}", "get_object", Key=key, **part)
            try:
                _same_object(key, etag, answer["ETag"])
                return bytes(answer["Body"].read())
            except BotoCoreError as error:
                # botocore retries requests, but no answer that breaks off in its middle.
                if attempt == BOTO_ATTEMPTS:
                    raise unreachable(self.address, f"read {key!r}", error) from error
            finally:
                answer["Body"].close()
        raise AssertionError("the last attempt returns or raises")

    def copy_in_parts(
        self, action: str, target_key: str, origin: dict[str, str], condition: dict[str, str]
    ) -> None:
        """Copy an object that is too large for one request. Raises as ``boto_call``."""
        with self._telling(action, target_key):
            self.boto.copy(origin, self.address.bucket, target_key, ExtraArgs=condition)

    def _boto_upload(self, key: str, path: Path, part: int) -> None:
        transfer = TransferConfig(multipart_threshold=part, multipart_chunksize=part, max_concurrency=4)
        with self._telling(f"write {key!r}"):
            self.boto.upload_file(str(path), self.address.bucket, key, Config=transfer)

    @contextmanager
    def _telling(self, action: str, key: str | None = None) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            if key is not None and error.response.get("Error", {}).get("Code") in _NO_SUCH_KEY:
                raise ObjectGoneError(key) from error
            raise s3_error_of(self.address, action, error.response) from error
        except Boto3Error as error:
            # s3transfer wraps what the server said.
            if isinstance(error.__context__, ClientError):
                raise s3_error_of(self.address, action, error.__context__.response) from error
            raise unreachable(self.address, action, error) from error
        except BotoCoreError as error:
            raise unreachable(self.address, action, error) from error


def is_expressible(key: str) -> bool:
    """Whether obstore means the same object by ``key``.

    It drops slashes at the ends without a word, and refuses empty, ``.`` and ``..`` segments and ASCII
    control characters.
    """
    return not _ASCII_CONTROL.intersection(key) and not {"", ".", ".."}.intersection(key.split("/"))


def _same_object(key: str, expected: str | None, found: str | None) -> None:
    if expected is not None and plain_etag(found or "") != plain_etag(expected):
        raise ObjectChangedError(key, plain_etag(expected), plain_etag(found) if found else None)
