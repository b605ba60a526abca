"""The bucket and Redshift, as the environment names them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from settings.aws_settings import RedshiftSettings, S3Settings
from settings.read_value import matching, one_of, whole_number
from settings.settings_error import SettingsError

MAX_PORT = 65_535
STORAGES = ("folder", "s3")
STAND_IN_BUCKET = "amzn-review"
MAX_NODES = 128
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def read_s3(values: Mapping[str, str]) -> S3Settings:
    """The bucket; with STORAGE=s3 and neither bucket nor endpoint, the stand-in's."""
    bucket = matching(
        values, "AWS_S3_BUCKET", BUCKET_NAME, "a bucket's name alone, 3 to 63 of a-z, 0-9, dot and hyphen"
    )
    endpoint_url = values.get("AWS_ENDPOINT_URL_S3", "").strip() or None
    if endpoint_url and not endpoint_url.startswith(("http://", "https://")):
        raise SettingsError(
            f"AWS_ENDPOINT_URL_S3 is {endpoint_url!r}; expected http://HOST:PORT or https://HOST. "
            "Set it in the shell or in .env."
        )
    port = whole_number(values, "S3_PORT", default=5900, least=1, most=MAX_PORT)
    is_embedded = one_of(values, "STORAGE", STORAGES) == "s3" and not bucket and not endpoint_url
    return S3Settings(
        bucket=STAND_IN_BUCKET if is_embedded else bucket,
        region=values.get("AWS_REGION", "").strip() or "us-east-1",
        endpoint_url=f"http://127.0.0.1:{port}" if is_embedded else endpoint_url,
        access_key_id=None,
        secret_access_key=None,
        port=port,
        is_embedded=is_embedded,
    )


def read_redshift(values: Mapping[str, str]) -> RedshiftSettings:
    """Redshift; with STORAGE=s3 and no host, the stand-in."""
    host = values.get("AWS_REDSHIFT_HOST", "").strip()
    is_embedded = one_of(values, "STORAGE", STORAGES) == "s3" and not host
    return RedshiftSettings(
        host="127.0.0.1" if is_embedded else host,
        port=whole_number(values, "AWS_REDSHIFT_PORT", default=5439, least=1, most=MAX_PORT),
        database=values.get("AWS_REDSHIFT_DB_NAME") or "amzn_review",
        user=values.get("AWS_REDSHIFT_USER") or "amzn_review",
        password=values.get("AWS_REDSHIFT_PASSWORD", ""),
        cluster_identifier=values.get("AWS_REDSHIFT_CLUSTER_IDENTIFIER") or "amzn-review",
        node_type=values.get("AWS_REDSHIFT_NODE_TYPE") or "ra3.large",
        number_of_nodes=whole_number(
            values, "AWS_REDSHIFT_NUMBER_OF_NODES", default=1, least=1, most=MAX_NODES
        ),
        iam_role_arn=values.get("AWS_IAM_ROLE_ARN", "").strip(),
        is_embedded=is_embedded,
    )
