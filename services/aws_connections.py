"""Airflow's connections to the bucket and to Redshift."""

from __future__ import annotations

import json
from collections.abc import Mapping

from services.databases import DatabaseAddress
from settings import Settings


def aws_connections(settings: Settings) -> Mapping[str, str]:
    """The variables of Airflow's connections `aws` and `redshift`; none for what is not known.

    `aws` is generic: login and password are the keys if there are any, the rest is in its extra fields.
    """
    connections = {}
    if settings.s3_named.bucket:
        connections["AIRFLOW_CONN_AWS"] = _bucket_connection(settings)
    if settings.redshift_named.host:
        encrypted = "" if settings.redshift_named.is_embedded else "?sslmode=require"
        connections["AIRFLOW_CONN_REDSHIFT"] = redshift_address(settings).uri("postgresql") + encrypted
    return connections


def redshift_address(settings: Settings) -> DatabaseAddress:
    """Redshift, or its stand-in, as the one who loads."""
    to = settings.redshift
    return DatabaseAddress(to.host, to.port, to.database, to.user, to.password)


def _bucket_connection(settings: Settings) -> str:
    s3 = settings.s3
    extra = {
        "bucket": s3.bucket,
        "region": s3.region,
        "endpoint_url": s3.endpoint_url,
        "iam_role_arn": settings.redshift.iam_role_arn,
    }
    keys = {"login": s3.access_key_id, "password": s3.secret_access_key} if s3.access_key_id else {}
    return json.dumps({"conn_type": "generic", **keys, "extra": extra})
