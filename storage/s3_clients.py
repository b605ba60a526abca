"""The two clients of a bucket: boto3 controls and lists, obstore moves data."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import boto3
import botocore.loaders
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.utils import parse_timestamp
from obstore.auth.boto3 import Boto3CredentialProvider
from obstore.store import S3Store

from storage.s3_error import S3Error
from storage.s3_error_message import s3_error_of

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

    from storage.address import BucketAddress

# Together about half a minute of pauses; then it is an outage, and the task that met it is tried again.
ATTEMPTS = 10
BOTO_ATTEMPTS = 6
_LONGEST_PAUSE_S = 5
_CONNECT_S = 10
_SILENCE_S = 120
_REQUEST_S = 300
# botocore renews a role's credentials ten minutes before they end at the latest.
_CREDENTIALS_KEPT = timedelta(minutes=5)
# Keys that are given are all that is asked for: a profile of the shell's would be another account's, and one
# that does not exist refused. Name in the file, variable, default, conversion, as botocore has them.
_NO_PROFILE = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
_REDIRECTS = frozenset({"AuthorizationHeaderMalformed", "IllegalLocationConstraintException"})


@dataclass(frozen=True)
class S3Clients:
    """Both clients of one address, with the same credentials; threads may share them."""

    boto: Any
    store: S3Store


def open_clients(address: BucketAddress, connections: int) -> S3Clients:
    """Clients that retry throttling, server errors and dropped connections for about half a minute.

    Opens no connection yet. Raises S3Error if there are no credentials, or the address cannot be used.
    """
    try:
        core = botocore.session.Session(_NO_PROFILE if address.access_key_id else None)
        core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_moment)
        session = boto3.Session(
            botocore_session=core,
            aws_access_key_id=address.access_key_id,
            aws_secret_access_key=address.secret_access_key,
            region_name=address.region,
        )
        # After boto3.Session is made, because each one adds a path to the loader that it finds.
        core.register_component("data_loader", _service_files(core.get_config_variable("data_path")))
        if session.get_credentials() is None:
            raise S3Error(
                f"There are no AWS credentials for {address.place}: set AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY, name a profile in AWS_PROFILE, or run where a role is attached."
            )
        boto = session.client(
            "s3", endpoint_url=address.endpoint_url, config=_boto_config(address, connections)
        )
        _refuse_other_regions(boto, address)
        return S3Clients(boto, _store(address, session))
    except (BotoCoreError, ValueError) as error:
        raise S3Error(
            f"The bucket's address {address.place} cannot be used: {error}; "
            "correct AWS_S3_BUCKET, AWS_REGION or AWS_ENDPOINT_URL_S3."
        ) from error


@cache
def _service_files(data_path: str | None) -> botocore.loaders.Loader:
    """What describes S3 to botocore, read once a process; each session would parse a megabyte of JSON."""
    return botocore.loaders.create_loader(data_path)


def _moment(text: str) -> datetime:
    """A time of S3's; botocore's own parser takes as long as all else that a listing costs."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return cast("datetime", parse_timestamp(text))  # RFC 9110's form, of headers


def _boto_config(address: BucketAddress, connections: int) -> Config:
    return Config(
        signature_version="s3v4",
        # A server of one's own answers at one name; a bucket's name before it would not resolve.
        s3={"addressing_style": "path" if address.endpoint_url else "auto"},
        # Checksum trailers, boto3's default since 1.36, are unknown to many S3-compatible servers.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"mode": "standard", "total_max_attempts": BOTO_ATTEMPTS},
        connect_timeout=_CONNECT_S,
        read_timeout=_SILENCE_S,
        max_pool_connections=connections,
    )


def _store(address: BucketAddress, session: boto3.Session) -> S3Store:
    options: ClientConfig = {
        "allow_http": bool(address.endpoint_url and address.endpoint_url.startswith("http://")),
        "connect_timeout": timedelta(seconds=_CONNECT_S),
        "read_timeout": timedelta(seconds=_SILENCE_S),
        "timeout": timedelta(seconds=_REQUEST_S),
    }
    retry: RetryConfig = {
        "max_retries": ATTEMPTS - 1,
        "backoff": {
            "init_backoff": timedelta(milliseconds=100),
            "max_backoff": timedelta(seconds=_LONGEST_PAUSE_S),
            "base": 2,
        },
    }
    config: S3Config = {
        "region": address.region,
        # As boto3's "auto": no certificate covers a bucket's name with a dot in it.
        "virtual_hosted_style_request": address.endpoint_url is None and "." not in address.bucket,
    }
    if address.endpoint_url:
        config["endpoint"] = address.endpoint_url
    return S3Store(
        address.bucket,
        config=config,
        client_options=options,
        retry_config=retry,
        # Not as keywords: the store would add AWS_SESSION_TOKEN of the environment to another's keys.
        credential_provider=Boto3CredentialProvider(session, ttl=_CREDENTIALS_KEPT),
    )


def _refuse_other_regions(boto: Any, address: BucketAddress) -> None:
    """botocore would follow a redirect silently; Redshift's COPY and the bill would not."""

    def refuse(response: tuple[Any, dict[str, Any]] | None, operation: Any, **_: Any) -> None:
        if response is None:
            return
        parsed = response[1]
        status = parsed.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status in (301, 307) or parsed.get("Error", {}).get("Code") in _REDIRECTS:
            if parsed.get("Error", {}).get("Code") in (None, "", str(status)):
                parsed = {**parsed, "Error": {"Code": "PermanentRedirect"}}
            raise s3_error_of(address, f"ask for {operation.name}", parsed)

    boto.meta.events.register_first("needs-retry.s3", refuse)
