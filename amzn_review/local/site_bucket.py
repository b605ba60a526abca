"""The bucket, as the settings name it."""

from __future__ import annotations

from amzn_review.s3.address import BucketAddress
from amzn_review.s3.bucket import Bucket
from settings import Settings


def site_bucket(settings: Settings) -> Bucket:
    """A bucket that is opened when it is used. Raises SettingsError when none is named."""
    s3 = settings.require_s3()
    return Bucket(
        BucketAddress(s3.bucket, s3.region, s3.endpoint_url, s3.access_key_id, s3.secret_access_key)
    )
