"""Airflow's connections to the bucket and to Redshift."""

from __future__ import annotations

import json
from collections.abc import Mapping

from services.postgres.databases import DatabaseAddress
from settings import Settings


def aws_connections(settings: Settings) -> Mapping[str, str]:
    """The variables of Airflow's connections `aws`, `redshift` and `rating_storage`, if they are known.

    The buckets' are generic: login and password are the keys if there are any, the rest is in extra fields.
    """
    connections = {}
    if settings.rating.storage.startswith("s3://"):
        connections["AIRFLOW_CONN_RATING_STORAGE"] = _connection(settings, {})
    if settings.s3_named.bucket:
        connections["AIRFLOW_CONN_AWS"] = _bucket_connection(settings)
    if settings.redshift_named.host:
        sslmode = "disable" if settings.redshift_named.is_embedded else "require"
        connections["AIRFLOW_CONN_REDSHIFT"] = redshift_address(settings).uri("postgresql", sslmode=sslmode)
    return connections


def redshift_address(settings: Settings) -> DatabaseAddress:
    """Redshift, or its stand-in, as the one who loads."""
    to = settings.redshift
    return DatabaseAddress(to.host, to.port, to.database, to.user, to.password)


def _bucket_connection(settings: Settings) -> str:
    more = {"bucket": settings.s3.bucket, "iam_role_arn": settings.redshift.iam_role_arn}
    return _connection(settings, more)


def _connection(settings: Settings, more: Mapping[str, str]) -> str:
    """The server of S3, and what else there is to tell."""
    s3 = settings.s3
    extra = {**more, "region": s3.region, "endpoint_url": s3.endpoint_url}
    keys = {"login": s3.access_key_id, "password": s3.secret_access_key} if s3.access_key_id else {}
    return json.dumps({"conn_type": "generic", **keys, "extra": extra})
