"""Where COPY reads: the S3 stand-in, by the keys the Redshift stand-in was started with."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError


class ObjectStoreError(Exception):
    """S3 refuses or an object is not what the manifest says: ``str()`` is the sentence Redshift gives."""


_WITHOUT_BODY = {
    "403": ("AccessDenied", "Access Denied"),
    "404": ("NoSuchKey", "The specified key does not exist."),
}


@dataclass(frozen=True)
class S3Address:
    """Where S3 is, and the keys to it; None where boto3's own chain finds them."""

    region: str
    endpoint_url: str | None
    access_key_id: str | None
    secret_access_key: str | None = field(repr=False)


@dataclass(frozen=True)
class ManifestEntry:
    """One object to load: its address s3://…, whether it must be there, and its length in bytes if told."""

    url: str
    is_mandatory: bool
    content_length: int | None


class ObjectStore:
    """S3 read by addresses s3://bucket/key. One for all threads."""

    def __init__(self, address: S3Address) -> None:
        self._client: Any = boto3.client(
            "s3",
            region_name=address.region,
            endpoint_url=address.endpoint_url,
            aws_access_key_id=address.access_key_id,
            aws_secret_access_key=address.secret_access_key,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if address.endpoint_url else "auto"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                retries={"mode": "standard", "max_attempts": 3},
                max_pool_connections=32,
            ),
        )

    def manifest(self, url: str) -> list[ManifestEntry]:
        """The entries of a COPY manifest. Raises ObjectStoreError.

        Format: https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
        """
        try:
            entries = [
                ManifestEntry(
                    url=entry["url"],
                    is_mandatory=entry.get("mandatory", False),
                    content_length=entry.get("meta", {}).get("content_length"),
                )
                for entry in json.loads(self.read(url))["entries"]
            ]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ObjectStoreError(f"The file {url} is not a valid COPY manifest: {error!r}") from error
        if not entries:
            raise ObjectStoreError(f"The manifest file {url} lists no objects.")
        return entries

    def is_as_listed(self, entry: ManifestEntry) -> bool:
        """Whether it is there. Raises ObjectStoreError when it must be and is not, or its length differs."""
        bucket, key = _place(entry.url)
        try:
            length = int(self._client.head_object(Bucket=bucket, Key=key)["ContentLength"])
        except ClientError as error:
            is_missing = error.response["ResponseMetadata"]["HTTPStatusCode"] == 404
            if is_missing and not entry.is_mandatory:
                return False
            raise ObjectStoreError(_sentence(error, entry.url)) from error
        except BotoCoreError as error:
            raise ObjectStoreError(_sentence(error, entry.url)) from error
        if entry.content_length is not None and length != entry.content_length:
            raise ObjectStoreError(
                f"The manifest says that {entry.url} is {entry.content_length} bytes long; it is {length}. "
                "It was replaced after the manifest was written."
            )
        return True

    def keys_below(self, url: str) -> list[str]:
        """The addresses of all objects that begin with `url`."""
        bucket, prefix = _place(url)
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
            return [f"s3://{bucket}/{item['Key']}" for page in pages for item in page.get("Contents", [])]
        except (ClientError, BotoCoreError) as error:
            raise ObjectStoreError(_sentence(error, url)) from error

    def read(self, url: str) -> bytes:
        """One object whole."""
        bucket, key = _place(url)
        try:
            return bytes(self._client.get_object(Bucket=bucket, Key=key)["Body"].read())
        except (ClientError, BotoCoreError, HTTPClientError) as error:
            raise ObjectStoreError(_sentence(error, url)) from error

    def lines(self, url: str, *, is_gzip: bool) -> Iterator[bytes]:
        """The lines of one object, read as they are asked for."""
        bucket, key = _place(url)
        try:
            body = self._client.get_object(Bucket=bucket, Key=key)["Body"]
            if is_gzip:
                with gzip.GzipFile(fileobj=body) as file:
                    yield from io.BufferedReader(file)
            else:
                yield from body.iter_lines()
        except (ClientError, BotoCoreError, HTTPClientError) as error:
            raise ObjectStoreError(_sentence(error, url)) from error
        except (EOFError, OSError) as error:
            raise ObjectStoreError(f"{url} is not a whole gzip file: {error}.") from error


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url, allow_fragments=False)
    if parts.scheme != "s3" or not parts.netloc or not parts.path.strip("/"):
        raise ObjectStoreError(f"'{url}' is not the full path of an S3 object: expected s3://bucket/key.")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return parts.netloc, path[1:]


def _sentence(error: Exception, url: str) -> str:
    """What Redshift says of a failure of S3."""
    if not isinstance(error, ClientError):
        return f"S3ServiceException:{' '.join(str(error).split())},Object {url}"
    answer = error.response
    code, message = answer["Error"].get("Code", ""), answer["Error"].get("Message", "")
    # An answer to HEAD has no body, and so no code of S3's.
    code, message = _WITHOUT_BODY.get(code, (code, message))
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return f"S3ServiceException:{message},Status {status},Error {code},Object {url}"
