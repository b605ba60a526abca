"""Talks to the storage through which the models' tasks hand over to each other."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from airflow.sdk import BaseHook

if TYPE_CHECKING:
    from amzn_review.s3.bucket import Bucket
    from amzn_review.s3.hand_over import HandOver

STORAGE_CONNECTION = "rating_storage"


class StorageHook(BaseHook):
    """Folders and, by connection `rating_storage`, buckets.

    The connection's login and password are keys, if there are any; else boto3 looks for credentials. Its
    extra has region and endpoint_url (none for Amazon's own). Nobody asks for it where storage is a folder.
    """

    def handed_over(self) -> AbstractContextManager[HandOver]:
        """A block that reads and writes places; what it writes is handed over when it ends well."""
        from amzn_review.s3.hand_over import handed_over  # noqa: PLC0415 - only a running task needs it

        return handed_over(self._bucket)

    def _bucket(self, name: str) -> Bucket:
        from amzn_review.s3.address import BucketAddress  # noqa: PLC0415 - as above
        from amzn_review.s3.bucket import Bucket  # noqa: PLC0415 - as above

        connection = self.get_connection(STORAGE_CONNECTION)
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
