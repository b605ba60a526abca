"""Buckets, as the settings name their server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from settings import Settings

if TYPE_CHECKING:
    from storage.bucket import Bucket


def site_bucket(settings: Settings) -> Bucket:
    """The bucket of reviews, opened when it is used. Raises SettingsError when none is named."""
    return bucket_named(settings, settings.require_s3().bucket)


def bucket_named(settings: Settings, name: str) -> Bucket:
    """Any bucket of the same server, opened when it is used."""
    from storage.address import BucketAddress
    from storage.bucket import Bucket

    s3 = settings.s3
    return Bucket(BucketAddress(name, s3.region, s3.endpoint_url, s3.access_key_id, s3.secret_access_key))
