"""Where a bucket is, and with whose keys it is opened."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class BucketAddress:
    """A bucket of Amazon S3, or of the S3-compatible server at ``endpoint_url``.

    Without keys boto3's own chain finds the credentials: environment, profile, instance or task role.
    """

    bucket: str
    region: str
    endpoint_url: str | None = None
    access_key_id: str | None = None
    secret_access_key: str | None = field(default=None, repr=False)

    @property
    def place(self) -> str:
        """The bucket and its server, for a sentence; no secret in it."""
        server = f" at {self.endpoint_url}" if self.endpoint_url else f" in {self.region}"
        return f"s3://{self.bucket}{server}"

    def url(self, key: str) -> str:
        """The object's ``s3://`` address."""
        return f"s3://{self.bucket}/{key}"
