"""The password of `amzn-review redshift cluster create`: asked for without echo, and told to Amazon alone."""

from __future__ import annotations

import logging
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from amzn_review.aws.aws_error_message import aws_error_of
from tests.aws_site import PASSWORD, REGION, SHELL, amazon, run

__all__ = ["amazon"]
ROOT = Path(__file__).resolve().parents[4]
CREATE = ("redshift", "cluster", "create", "--poll-seconds", "0.05")


def test_the_password_is_in_no_output_no_log_and_no_file(
    amazon: None, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    results = [
        run(*CREATE, "--update-airflow", "--env-file", str(tmp_path / ".env")),
        run(*CREATE),
        run(*CREATE, "--nodes", "2"),
    ]
    assert any(record.name.startswith("botocore") for record in caplog.records), "nothing was logged at all"
    for told in (
        *(result.output + repr(result.exception) for result in results),
        caplog.text,
        (tmp_path / ".env").read_text(),
    ):
        assert PASSWORD not in told


def test_a_refusal_that_repeats_the_password_is_cleaned() -> None:
    error = aws_error_of("create", REGION, "InvalidParameterValue", f"Bad {PASSWORD}.", secret=PASSWORD)
    assert str(error) == (
        "Could not create in us-east-1: Amazon said 'Bad …'; correct that and run again "
        "(InvalidParameterValue)."
    )


PROMPT = """
import sys
from moto import mock_aws
with mock_aws():
    from amzn_review.cli import main
    main(["redshift", "cluster", "create", "--poll-seconds", "0.05"])
"""


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    if not hasattr(os, "openpty"):
        pytest.skip("this system has no pseudo-terminals")
    ours, theirs = os.openpty()
    yield ours, theirs
    os.close(ours)


def test_the_prompt_shows_nothing(terminal: tuple[int, int]) -> None:
    ours, theirs = terminal
    shell = {name: value for name, value in SHELL.items() if value is not None}
    process = subprocess.Popen(
        [sys.executable, "-c", PROMPT],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **shell, "AWS_REDSHIFT_PASSWORD": ""},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    # The last space of a prompt is written when nothing is echoed any more.
    left = [b"Password: ", b"Repeat for confirmation: "]
    deadline = time.monotonic() + 60
    while process.poll() is None or select.select([ours], [], [], 0)[0]:
        if time.monotonic() > deadline:
            process.kill()
        if not select.select([ours], [], [], 0.1)[0]:
            continue
        try:
            seen += os.read(ours, 4096)
        except OSError:  # Linux: nobody holds the other end any more
            break
        if left and seen.endswith(left[0]):
            del left[0]
            os.write(ours, PASSWORD.encode() + b"\n")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, seen.decode()
    assert b"Password" in seen
    assert PASSWORD.encode() not in seen + out
    assert out.startswith(b"ClusterIdentifier  reviews\n")
    assert b"available" in seen
