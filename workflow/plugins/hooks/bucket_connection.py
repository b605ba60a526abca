"""A bucket as a connection of Airflow describes its server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.bucket import Bucket


def bucket_at(connection: Any, name: str) -> Bucket:
    """The bucket `name`; nothing is asked of it yet.

    The connection's login and password are keys, if there are any; else boto3 looks for credentials. Its
    extra has region and endpoint_url (none for Amazon's own).
    """
    from storage.address import BucketAddress
    from storage.bucket import Bucket

    extra = connection.extra_dejson
    return Bucket(
        BucketAddress(
            bucket=name,
            region=extra.get("region") or "us-east-1",
            endpoint_url=extra.get("endpoint_url") or None,
            access_key_id=connection.login or None,
            secret_access_key=connection.password or None,
        )
    )
