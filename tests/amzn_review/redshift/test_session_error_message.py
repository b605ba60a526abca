"""What Redshift says when it refuses, as people have met it, and what a person reads instead."""

from __future__ import annotations

import socket
from dataclasses import replace

import psycopg2
import pytest

from amzn_review.redshift.redshift_error import RedshiftError
from amzn_review.redshift.session import RedshiftSession
from amzn_review.redshift.session_error_message import redshift_errors

PLACE = "cluster.example:5439, database dev, user admin"
ROLE = "AWS_IAM_ROLE_ARN may not read the bucket: `amzn-review iam role create`"


def s3(message: str, status: int, code: str) -> str:
    """What COPY says of an answer of S3; see awslabs/aws-lambda-redshift-loader, issue 73."""
    return (
        "S3ServiceException:"
        + message
        + f",Status {status},Error {code},Rid 1A2B3C,ExtRid 4d5e6f,CanRetry 1\n"
        "DETAIL:  \n  -----------------------------------------------\n"
        "  error:  S3ServiceException:" + message + f",Status {status},Error {code},Rid 1A2B3C\n"
        "  code:      8001\n  context:   S3 key being read : s3://lamps/copy/b/reviews/part-00000.json.gz\n"
        "  query:     143771\n  location:  table_s3_scanner.cpp:354\n"
    )


@pytest.mark.parametrize(
    ("message", "advice", "is_passing"),
    [
        (s3("The specified key does not exist.", 404, "NoSuchKey"), "clear the task `pack`", False),
        (s3("The specified bucket does not exist", 404, "NoSuchBucket"), "correct AWS_S3_BUCKET", False),
        (
            s3(
                "The bucket you are attempting to access must be addressed using the specified endpoint.",
                301,
                "PermanentRedirect",
            ),
            "the bucket is in another region; correct AWS_REGION",
            False,
        ),
        (
            "Problem reading manifest file - " + s3("The provided token has expired.", 400, "ExpiredToken"),
            "the credentials have expired",
            False,
        ),
        (s3("Access Denied", 403, "AccessDenied"), ROLE, False),
        (s3("The difference is too large.", 403, "RequestTimeTooSkewed"), "set it by NTP", False),
        (s3("Something new", 400, "BrandNew"), "Nothing of the transaction was kept.", False),
        (s3("Please reduce your request rate.", 503, "SlowDown"), "run again in a minute", True),
        (s3("We encountered an internal error.", 500, "InternalError"), "run again in a minute", True),
        (s3("Your socket connection was not read", 400, "RequestTimeout"), "run again in a minute", True),
        ("S3ServiceException:Connection broken: IncompleteRead(9 bytes read)", "broke: run again.", True),
        ("s3://lamps/copy/b/part.json.gz is not a whole gzip file: it ended early.", "run again;", True),
        ("COPY with MANIFEST parameter requires full path of an S3 object.", ROLE, False),
        (
            "Not authorized to get credentials of role arn:aws:iam::123456789012:role/copy",
            "Attach the role to the cluster",
            False,
        ),
        (
            "User arn:aws:redshift:us-east-1:123456789012:dbuser:c/admin is not authorized to assume IAM "
            "Role arn:aws:iam::123456789012:role/copy",
            "Let redshift.amazonaws.com assume the role",
            False,
        ),
        (
            "The manifest says 9 bytes; it was replaced after the manifest was written.",
            "clear the task",
            False,
        ),
        # `metadata` has nothing to do with a manifest's meta key.
        ("Could not read metadata of relation", "Nothing of the transaction was kept.", False),
    ],
)
def test_copy(message: str, advice: str, is_passing: bool) -> None:
    with pytest.raises(RedshiftError) as caught, redshift_errors(PLACE):
        raise psycopg2.InternalError(message)
    said = str(caught.value)
    assert said.startswith(f"Redshift refused at {PLACE}: ")
    assert " ".join(message.split()) in said
    assert advice in said
    assert said.count("expired") == message.count("expired") + ("ExpiredToken" in message)
    assert "AWS_REDSHIFT_DB_NAME" not in said
    assert caught.value.is_passing is is_passing


def test_a_transaction_that_another_has_overtaken() -> None:
    """As Amazon's manual prints it, which PostgreSQL's code for it does not come with."""
    message = "1023\nDETAIL:  Serializable isolation violation on table in Redshift"
    with (
        pytest.raises(RedshiftError, match="of this one was kept; run it again") as caught,
        redshift_errors(PLACE),
    ):
        raise psycopg2.InternalError(message)
    assert caught.value.is_passing


@pytest.mark.parametrize(
    ("message", "advice", "is_passing"),
    [
        ("connection to server at h failed: timeout expired", "`amzn-review redshift cluster resume`", True),
        ("server closed the connection unexpectedly", "`amzn-review redshift cluster resume`", True),
        ('FATAL:  database "deb" does not exist', "Check AWS_REDSHIFT_DB_NAME", False),
        ('FATAL:  password authentication failed for user "admin"', "Check AWS_REDSHIFT_USER", False),
    ],
)
def test_connecting(message: str, advice: str, is_passing: bool) -> None:
    with pytest.raises(RedshiftError) as caught, redshift_errors(PLACE):
        raise psycopg2.OperationalError(message)
    assert advice in str(caught.value)
    assert "credentials have expired" not in str(caught.value)
    assert caught.value.is_passing is is_passing


def test_a_cluster_that_stays_silent_does_not_answer(
    session: RedshiftSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a security group drops the packets."""
    monkeypatch.setattr("amzn_review.redshift.session._CONNECT_TIMEOUT_S", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        to = replace(session.address, port=silent.getsockname()[1])
        with pytest.raises(
            RedshiftError, match=r"does not answer at .*timeout expired.*security group"
        ) as caught:
            replace(session, address=to).run_file("load/find_batch.sql", {"batch_id": "b"})
    assert caught.value.is_passing


def test_a_database_that_is_not_there(session: RedshiftSession) -> None:
    to = replace(session.address, database="nowhere")
    with pytest.raises(
        RedshiftError, match=r'"nowhere" does not exist\. Check AWS_REDSHIFT_DB_NAME'
    ) as caught:
        replace(session, address=to).run_file("load/find_batch.sql", {"batch_id": "b"})
    assert not caught.value.is_passing
