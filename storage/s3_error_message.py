"""A refusal of S3 as one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage.address import BucketAddress
from storage.s3_error import S3Error

# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_EXPIRED = "the credentials have expired; sign in again (`aws sso login`) or renew the keys"
_CLOCK = "this machine's clock is more than 15 minutes off; set it by NTP"
_ELSEWHERE = "the bucket is in another region{elsewhere}; correct AWS_REGION"
_THROTTLED = "the bucket throttled every attempt; run again later, or with fewer --workers"
_SENTENCES = {
    "NoSuchBucket": "there is no such bucket; make it, or correct AWS_S3_BUCKET",
    "InvalidBucketName": "no bucket can have that name; correct AWS_S3_BUCKET",
    "AccessDenied": "these credentials may not do this; let them list, read, write and delete in the bucket",
    "AllAccessDisabled": "all access to the bucket is disabled; ask its owner",
    "AccountProblem": "the account has a problem; see its billing and support pages",
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "TokenRefreshRequired": _EXPIRED,
    "InvalidToken": "the session token does not fit the keys; take keys and token from the same sign-in",
    "InvalidAccessKeyId": "the access key is not known there; check AWS_ACCESS_KEY_ID and the endpoint",
    "SignatureDoesNotMatch": "the signature is wrong; check AWS_SECRET_ACCESS_KEY and AWS_REGION",
    "RequestTimeTooSkewed": _CLOCK,
    "RequestExpired": _CLOCK,
    "PermanentRedirect": _ELSEWHERE,
    "TemporaryRedirect": "the bucket is moving to another region; try again in an hour",
    "AuthorizationHeaderMalformed": _ELSEWHERE,
    "IllegalLocationConstraintException": _ELSEWHERE,
    "InvalidObjectState": "the object is archived (Glacier); restore it first",
    "KeyTooLongError": "the key is longer than 1,024 bytes; shorten the file's name",
    "EntityTooLarge": "the object is larger than S3 takes (5 TiB)",
    "SlowDown": _THROTTLED,
    "Throttling": _THROTTLED,
    "RequestLimitExceeded": _THROTTLED,
}
_THROTTLED_STATUS = 503


def advice_of(code: str) -> str | None:
    """What a code of S3 means and what to do, without a full stop; None when the code is not known."""
    sentence = _SENTENCES.get(code)
    return sentence and sentence.replace("{elsewhere}", "")


def s3_error_of(address: BucketAddress, action: str, response: Mapping[str, Any]) -> S3Error:
    """What ``response`` (botocore's ``ClientError.response``) says of ``action`` ("write 'a/b'")."""
    told: Mapping[str, Any] = response.get("Error", {})
    meta: Mapping[str, Any] = response.get("ResponseMetadata", {})
    code, status = str(told.get("Code", "")), meta.get("HTTPStatusCode")
    reason = _SENTENCES.get(code)
    if reason is None and status == _THROTTLED_STATUS:
        reason = _THROTTLED
    if reason is None:
        said = str(told.get("Message") or "").strip().rstrip(".")
        reason = f"the server said {said!r}; look that up and run again" if said else "no reason was given"
    region = told.get("Region") or meta.get("HTTPHeaders", {}).get("x-amz-bucket-region")
    reason = reason.replace("{elsewhere}", f", {region}" if region else "")
    shown = f"{code}, HTTP {status}" if code and code != str(status) else f"HTTP {status}"
    return S3Error(f"Could not {action} in {address.place}: {reason} ({shown}).", code)


def unreachable(address: BucketAddress, action: str, cause: object) -> S3Error:
    """No answer came from the server, however often it was asked."""
    return S3Error(
        f"Could not {action} in {address.place}: the server could not be reached or broke off every "
        f"attempt ({cause}); check the network and AWS_ENDPOINT_URL_S3, then run again."
    )
