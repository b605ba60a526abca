"""What COPY says of the objects that it reads, as advice, and whether another attempt may do better."""

from __future__ import annotations

import re
from typing import NamedTuple

from storage.s3_error_message import advice_of

_SERVER_ERROR = 500
_S3_FAILURE = "s3serviceexception"
_ANSWER = re.compile(r"Status (?P<status>\d{3}),\s*Error (?P<code>\w*)")
# A request that S3 gave up waiting for has the status of a wrong one.
_PASSING_CODES = frozenset({"RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable"})
_MAY_NOT_READ = (
    "The role AWS_IAM_ROLE_ARN may not read the bucket: `amzn-review iam role create` gives it what COPY "
    "needs."
)
_AS_PACKED = "clear the task `pack`, which writes again what is lost."
_OF_CODES = {
    "AccessDenied": _MAY_NOT_READ,
    "NoSuchKey": f"An object of the manifest is gone: {_AS_PACKED}",
}
# What stands in the message, in small letters: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes.html
_OF_MESSAGES = (
    (
        "get credentials of role",
        "Attach the role to the cluster, and let redshift.amazonaws.com assume it: `amzn-review iam`.",
    ),
    ("authorized to assume", "Let redshift.amazonaws.com assume the role: `amzn-review iam role create`."),
    # So it is told when the role may list the manifest, but not read it.
    ("requires full path of an s3 object", _MAY_NOT_READ),
    ("replaced after the manifest", f"An object differs from the manifest: {_AS_PACKED}"),
    ("content_length", f"An object differs from the manifest: {_AS_PACKED}"),
)
_BROKEN = ("whole gzip file", "unexpected end of file", "zlib error")


class CopyAdvice(NamedTuple):
    """A sentence with the next step; `is_passing`: the same COPY may work if it is asked again."""

    sentence: str
    is_passing: bool = False


def copy_advice(message: str) -> CopyAdvice | None:
    """What to do about an error of COPY; None when it is not about the objects or the role."""
    small = message.lower()
    if _S3_FAILURE in small:
        return _of_s3(message)
    for part, advice in _OF_MESSAGES:
        if part in small:
            return CopyAdvice(advice)
    if any(part in small for part in _BROKEN):
        return CopyAdvice("An object ended before its end: run again; if it stays so, clear `pack`.", True)
    return None


def _of_s3(message: str) -> CopyAdvice:
    answer = _ANSWER.search(message)
    if answer is None:
        return CopyAdvice("The connection between Redshift and S3 broke: run again.", True)
    code = answer["code"]
    if int(answer["status"]) >= _SERVER_ERROR or code in _PASSING_CODES:
        return CopyAdvice("S3 throttled Redshift or failed: run again in a minute.", True)
    if advice := _OF_CODES.get(code):
        return CopyAdvice(advice)
    known = advice_of(code)
    return CopyAdvice(f"That is, {known}." if known else "Nothing of the transaction was kept.")
