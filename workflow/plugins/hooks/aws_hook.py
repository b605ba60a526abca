"""Talks to the bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowFailException

from workflow.plugins.hooks.bucket_connection import bucket_at

if TYPE_CHECKING:
    from storage.bucket import Bucket

AWS_CONNECTION = "aws"


class AwsHook(BaseHook):
    """The bucket and the role of connection `aws`, see `bucket_at`; its extra names both."""

    def __init__(self, connection_id: str = AWS_CONNECTION) -> None:
        super().__init__()
        self.connection_id = connection_id

    def bucket(self) -> Bucket:
        """The bucket; nothing is asked of it yet."""
        return self._bucket(self.get_connection(self.connection_id))

    async def abucket(self) -> Bucket:
        """As `bucket`, for the triggerer, whose loop must not wait."""
        return self._bucket(await self.aget_connection(self.connection_id))

    def iam_role_arn(self) -> str:
        """The role by which the cluster reads the bucket. Raises AirflowFailException when none is named."""
        return self._named(self.get_connection(self.connection_id), "iam_role_arn", "AWS_IAM_ROLE_ARN")

    def _bucket(self, connection: Any) -> Bucket:
        return bucket_at(connection, self._named(connection, "bucket", "AWS_S3_BUCKET"))

    def _named(self, connection: Any, name: str, variable: str) -> str:
        value = connection.extra_dejson.get(name)
        if not value:
            raise AirflowFailException(
                f"Airflow's connection {self.connection_id!r} names no {name}: set {variable} in .env and "
                "start Airflow again, or put it into the connection's extra fields."
            )
        return str(value)
