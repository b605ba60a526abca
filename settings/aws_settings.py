"""Where the bucket and Redshift are, and what cluster to make."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class S3Settings:
    """The bucket that reviews arrive in; `bucket` is empty when none is named.

    `is_embedded`: the server is ours to start and stop, on 127.0.0.1:`port`, and the keys are its own.
    Else the keys are None, and whoever connects looks credentials up as boto3 does: environment, profile,
    role of the machine. `endpoint_url` is None for Amazon's own S3.
    """

    bucket: str
    region: str
    endpoint_url: str | None
    access_key_id: str | None
    secret_access_key: str | None = field(repr=False)
    port: int
    is_embedded: bool


@dataclass(frozen=True)
class RedshiftSettings:
    """How to reach the warehouse in Redshift, and the cluster that `amzn-review redshift cluster` makes.

    `host` is empty when none is named. `is_embedded`: the stand-in of this machine, ours to start and stop;
    it has a database and a user of its own.
    """

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    cluster_identifier: str
    node_type: str
    number_of_nodes: int
    iam_role_arn: str
    is_embedded: bool
