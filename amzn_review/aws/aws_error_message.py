"""A refusal of Amazon's control plane as one sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from amzn_review.aws.aws_error import AwsError

_EXPIRED = "the credentials have expired; sign in again (`aws sso login`) or renew the keys"
_UNKNOWN_KEY = "Amazon does not know the access key; check AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN"
_DENIED = "these credentials may not do this; ask the account's administrator for the permission"
_SIGNATURE = "the signature is wrong; check AWS_SECRET_ACCESS_KEY and this machine's clock"
_CLOCK = "this machine's clock is off; set it by NTP"
_THROTTLED = "Amazon throttled every attempt; run again in a minute"
_QUOTA = "the account's quota is used up; delete something or raise it under Service Quotas"
_CAPACITY = "Amazon has no such machines free there; try another node type or region, or later"
_STATE = "its state does not allow it now; `amzn-review redshift cluster info` shows the state"
# https://docs.aws.amazon.com/redshift/latest/APIReference/CommonErrors.html and each operation's page
_SENTENCES = {
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "RequestExpired": _CLOCK,
    "RequestTimeTooSkewed": _CLOCK,
    "InvalidClientTokenId": _UNKNOWN_KEY,
    "UnrecognizedClientException": _UNKNOWN_KEY,
    "AuthFailure": _UNKNOWN_KEY,
    "SignatureDoesNotMatch": _SIGNATURE,
    "InvalidSignatureException": _SIGNATURE,
    "AccessDenied": _DENIED,
    "AccessDeniedException": _DENIED,
    "UnauthorizedOperation": _DENIED,
    "DependentServiceAccessDenied": _DENIED,
    "OptInRequired": "the account has not signed up for this service or region; enable it in the console",
    "Throttling": _THROTTLED,
    "ThrottlingException": _THROTTLED,
    "RequestLimitExceeded": _THROTTLED,
    "ClusterQuotaExceeded": _QUOTA,
    "NumberOfNodesQuotaExceeded": _QUOTA,
    "NumberOfNodesPerClusterLimitExceeded": "a cluster cannot have so many nodes; ask for fewer",
    "ClusterSnapshotQuotaExceeded": "the account holds as many snapshots as it may; delete old ones",
    "LimitExceeded": _QUOTA,
    "LimitExceededFault": _QUOTA,
    "ServiceQuotaExceededException": _QUOTA,
    "InsufficientClusterCapacity": _CAPACITY,
    "InsufficientCapacityException": _CAPACITY,
    "InvalidClusterState": _STATE,
    "ClusterSnapshotAlreadyExists": "a snapshot of this name exists; name another with --snapshot",
    "ClusterSubnetGroupNotFoundFault": "there is no such subnet group; correct --subnet-group",
    "InvalidVPCNetworkStateFault": "the network does not fit; name a subnet group with --subnet-group",
    "DeleteConflict": "something still uses it, such as an instance profile; take it out there first",
}
_ACTION = re.compile(r"not authorized to perform: ([a-zA-Z0-9-]+:[a-zA-Z]+)")
_NOT_FOUND = frozenset({"ClusterNotFound", "ResourceNotFoundException", "NoSuchEntity"})


@contextmanager
def aws_errors(action: str, region: str, *, secret: str = "") -> Iterator[None]:
    """Turn what botocore raises in the block into an AwsError; ``action`` reads "create cluster 'x'".

    ``secret`` is taken out of whatever Amazon's answer repeats.
    """
    try:
        yield
    except ClientError as error:
        told = error.response.get("Error", {})
        raise aws_error_of(
            action, region, told.get("Code", ""), told.get("Message", ""), secret=secret
        ) from None
    except (BotoCoreError, HTTPClientError) as error:
        raise AwsError(f"Could not {action} in {region}: {_before_the_answer(error)}.") from None


def aws_error_of(action: str, region: str, code: str, message: str, *, secret: str = "") -> AwsError:
    """What Amazon's error of this code and message says of ``action``."""
    reason = _SENTENCES.get(code)
    permission = _ACTION.search(message or "")
    if reason == _DENIED and permission:
        reason = (
            f"these credentials may not {permission[1]}; ask the account's administrator for the permission"
        )
    if code in _NOT_FOUND:
        reason = "there is none of that name; check the name, AWS_REGION and the account of the credentials"
    if reason is None:
        said = " ".join((message or "").split()).rstrip(".")
        reason = f"Amazon said {said!r}; correct that and run again" if said else "no reason was given"
    sentence = f"Could not {action} in {region}: {reason} ({code or 'no code'})."
    return AwsError(sentence.replace(secret, "…") if secret else sentence, code)


def _before_the_answer(error: Exception) -> str:
    """Why there was no answer: no credentials, no network, no such region."""
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return (
            "there are no AWS credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile "
            "in AWS_PROFILE, or run where a role is attached"
        )
    if isinstance(error, SSOError | UnauthorizedSSOTokenError | TokenRetrievalError):
        return "the sign-in has expired; run `aws sso login`"
    if isinstance(error, ProfileNotFound):
        return f"{str(error).rstrip('.')}; correct AWS_PROFILE"
    if isinstance(error, ConnectionError | HTTPClientError):
        return "no endpoint answered; check AWS_REGION and the network"
    return f"{str(error).rstrip('.')}; correct that and run again"
