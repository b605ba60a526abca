"""What Amazon refuses, as one sentence; its answers are written after the API reference of Redshift."""

from __future__ import annotations

import boto3
import pytest

from amzn_review.aws.aws_error import AwsError
from amzn_review.redshift_cluster.cluster import Cluster
from amzn_review.redshift_cluster.cluster_shape import ClusterShape
from tests.aws_site import PASSWORD, REGION, refusing_server, run


@pytest.mark.parametrize(
    ("status", "code", "message", "reason"),
    [
        (
            403,
            "AccessDenied",
            "User: arn:aws:iam::1:user/x is not authorized to perform: redshift:DescribeClusters on resource",
            "these credentials may not redshift:DescribeClusters; ask the account's administrator for the "
            "permission",
        ),
        (
            403,
            "ExpiredToken",
            "The security token included in the request is expired",
            "the credentials have expired; sign in again (`aws sso login`) or renew the keys",
        ),
        (
            403,
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
            "Amazon does not know the access key; check AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN",
        ),
        (
            403,
            "SignatureDoesNotMatch",
            "Signature not yet current",
            "the signature is wrong; check AWS_SECRET_ACCESS_KEY and this machine's clock",
        ),
        (400, "RequestExpired", "Request has expired.", "this machine's clock is off; set it by NTP"),
        (
            400,
            "ClusterQuotaExceeded",
            "Too many",
            "the account's quota is used up; delete something or raise it under Service Quotas",
        ),
        (
            400,
            "InsufficientClusterCapacity",
            "None left",
            "Amazon has no such machines free there; try another node type or region, or later",
        ),
        (
            403,
            "OptInRequired",
            "Subscribe",
            "the account has not signed up for this service or region; enable it in the console",
        ),
        (
            404,
            "ClusterNotFound",
            "Cluster reviews not found.",
            "there is none of that name; check the name, AWS_REGION and the account of the credentials",
        ),
        (400, "SomethingNew", "Do it\nright.", "Amazon said 'Do it right'; correct that and run again"),
    ],
)
def test_each_refusal_is_one_sentence(status: int, code: str, message: str, reason: str) -> None:
    with refusing_server(status, code, message) as url:
        result = run("redshift", "cluster", "info", AWS_ENDPOINT_URL_REDSHIFT=url)
    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "",
        f"Error: Could not describe cluster 'reviews' in us-east-1: {reason} ({code}).\n",
    )


def test_a_quota_met_while_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret")
    with refusing_server(400, "NumberOfNodesQuotaExceeded", f"no more for {PASSWORD}") as url:
        client = boto3.client("redshift", region_name=REGION, endpoint_url=url)
        shape = ClusterShape("reviews", "ra3.large", 1, "amzn_review", "loader")
        with pytest.raises(AwsError) as caught:
            Cluster(client, "reviews", lambda _: None).create(shape, PASSWORD)
    assert str(caught.value).startswith(
        "Could not create cluster 'reviews' in us-east-1: the account's quota is used"
    )
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}, "there are no AWS credentials; set"),
        ({"AWS_PROFILE": "nobody"}, "The config profile (nobody) could not be found; correct AWS_PROFILE"),
        (
            {"AWS_ENDPOINT_URL_REDSHIFT": "http://127.0.0.1:1"},
            "no endpoint answered; check AWS_REGION and the net",
        ),
        ({"AWS_REGION": "not a region"}, "correct"),
    ],
)
def test_no_answer_is_one_sentence(variables: dict[str, str | None], reason: str) -> None:
    result = run("redshift", "cluster", "info", **variables)
    assert (result.exit_code, result.stdout) == (1, "")
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1
