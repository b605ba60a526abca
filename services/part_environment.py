"""The environment of every part that we start: made here, not inherited from the shell.

Of the shell a part sees what INHERITED names, the settings, and what a library needs to reach real AWS.
"""

from __future__ import annotations

import os

from settings import Settings
from settings.shell import LOCALE, NO_PROXY, TRUST, clean, has_own_server

# Who runs it, where programs and temporary files lie, which proxy and certificates the network asks for.
INHERITED = (
    "PATH", "HOME", "USER", "LOGNAME", "TMPDIR",
    "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", *NO_PROXY,
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
    "LANG", "LC_ALL", "TZ", "PGCLIENTENCODING",
)  # fmt: skip
# How many threads and which processor arithmetic runs on.
INHERITED_STARTS = ("CUDA_", "KERAS_", "MKL_", "NVIDIA_", "OMP_", "OPENBLAS_", "TF_", "XLA_")
SETTINGS = (
    "AIRFLOW", "_AIRFLOW", "CLIMATE_", "DATA_", "ENCODERS_DIR", "EXECUTOR", "KAFKA_SERVERS", "LOAD_",
    "POSTGRES_", "RATING_", "REDIS_", "S3_", "SCORE_", "STORAGE", "STREAM", "TASKS_SWITCHED_ON",
)  # fmt: skip
AWS_SETTINGS = (
    "AWS_ENDPOINT_URL_S3", "AWS_IAM_ROLE_ARN", "AWS_REDSHIFT_", "AWS_REGION", "AWS_S3_BUCKET", "AWS_TRAINING",
)  # fmt: skip


def part_environment(settings: Settings) -> dict[str, str]:
    """For a part that reads the settings, and for its tasks: these and `inherited_environment`."""
    starts = SETTINGS + AWS_SETTINGS
    given = {name: value for name, value in settings.environment.items() if name.startswith(starts)}
    return {**inherited_environment(settings), **given}


def inherited_environment(settings: Settings) -> dict[str, str]:
    """For a part that is told the rest: nothing that is a setting, or a secret of another part."""
    values = settings.environment
    starts = (
        INHERITED_STARTS
        + (TRUST if has_own_server(values) else ())
        + (("AWS_",) if _asks_aws(settings) else ())
    )
    made = clean(values, has_own_server=has_own_server(values))
    return {
        name: value
        for name, value in made.items()
        if (name in INHERITED or name.startswith(starts)) and not name.startswith(AWS_SETTINGS)
    }


def bare_environment(**more: str) -> dict[str, str]:
    """For a server that asks nothing of its environment but what it is told here."""
    return {"PATH": os.defpath, "LC_ALL": LOCALE, "TZ": "UTC", **more}


def _asks_aws(settings: Settings) -> bool:
    """Whether a part looks for credentials as boto3 does: for a bucket that is not the stand-in's."""
    is_named = bool(settings.s3_named.bucket) or settings.rating.storage.startswith("s3://")
    return is_named and not settings.s3_named.is_embedded
