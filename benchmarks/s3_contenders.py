"""Two ways to put one-review files into a bucket and to read them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import boto3
from botocore.config import Config

from amzn_review.data_layout import DataLayout, review_file_names
from amzn_review.uploader.bucket_destination import BucketUploader
from storage.address import BucketAddress
from storage.bucket import Bucket

CATEGORY = "bench"
_UPLOADED = f"uploaded/reviews/{CATEGORY}/"


class S3Contender(Protocol):
    """Uploads every review file of a category, and reads them all back."""

    def upload(self) -> int:
        """Put all review files. Returns how many."""

    def read(self) -> Iterator[bytes]:
        """The content of all objects, as they are listed."""


@dataclass(frozen=True)
class BotoLoop:
    """What everybody writes first: one client, one request after the other."""

    layout: DataLayout
    address: BucketAddress

    def upload(self) -> int:
        """``put_object`` of each file, in the order of names."""
        folder = self.layout.review_folder(CATEGORY)
        client = self._client()
        names = review_file_names(folder)
        for name in names:
            client.put_object(
                Bucket=self.address.bucket, Key=f"{_UPLOADED}{name}", Body=Path(folder, name).read_bytes()
            )
        return len(names)

    def read(self) -> Iterator[bytes]:
        """``get_object`` of each key that a paginator lists."""
        client = self._client()
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=self.address.bucket, Prefix=_UPLOADED)
        for page in pages:
            for entry in page["Contents"]:
                yield client.get_object(Bucket=self.address.bucket, Key=entry["Key"])["Body"].read()

    def _client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.address.endpoint_url,
            region_name=self.address.region,
            aws_access_key_id=self.address.access_key_id,
            aws_secret_access_key=self.address.secret_access_key,
            # Without the checksums that boto3 adds by itself: this way the loop is faster.
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )


@dataclass(frozen=True)
class Ours:
    """The uploader with its journals, and the reader of a batch."""

    layout: DataLayout
    address: BucketAddress

    def upload(self) -> int:
        """As ``amzn-review uploader run --rate 0``."""
        return BucketUploader(self.layout, Bucket(self.address), categories=[CATEGORY]).run().dropped

    def read(self) -> Iterator[bytes]:
        """As a batch is packed, in the order of the list."""
        bucket = Bucket(self.address)
        for _, content in bucket.get_many(bucket.list(_UPLOADED)):
            if not isinstance(content, bytes):
                raise content
            yield content
