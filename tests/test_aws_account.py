"""`make test-aws` without an account: one sentence, and a status that is not 0."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from settings import load_settings
from tests.aws_account import missing
from tests.conftest import PROJECT_ROOT

WHOLE = {
    "AWS_S3_BUCKET": "mine", "AWS_REDSHIFT_HOST": "c.example", "AWS_REDSHIFT_PASSWORD": "word",
    "AWS_IAM_ROLE_ARN": "arn:aws:iam::1:role/r",
}  # fmt: skip


def test_each_missing_thing_is_named(tmp_path: Path) -> None:
    assert missing(load_settings(WHOLE, tmp_path), has_credentials=True) == []
    assert missing(load_settings(WHOLE, tmp_path), has_credentials=False) == [
        "credentials that boto3 finds, such as AWS_PROFILE"
    ]
    for name in WHOLE:
        rest = {key: value for key, value in WHOLE.items() if key != name}
        (sentence,) = missing(load_settings(rest, tmp_path), has_credentials=True)
        assert sentence.startswith(f"{name} (")


def test_the_page_names_what_runs_on_an_account() -> None:
    page = (PROJECT_ROOT / "docs" / "aws.md").read_text()
    told = re.findall(r"`(tests/\S+\.py)`", page.partition("`make test-aws` runs these tests")[2])
    # The others need not be imported to be known as others.
    named = [path for path in (PROJECT_ROOT / "tests").rglob("*.py") if "mark.aws" in path.read_text()]
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "aws", "--collect-only", "-q", *named],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert sorted(told) == sorted(
        {line.partition("::")[0] for line in listed.stdout.splitlines() if "::" in line}
    )


def test_without_an_account_the_program_fails() -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.aws_account"], cwd=PROJECT_ROOT, capture_output=True, text=True,
        env={**bare, "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull,
             "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "STORAGE": "folder"}, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        "make test-aws needs a real account. Not set: credentials that boto3 finds, such as AWS_PROFILE; "
        "AWS_S3_BUCKET (an empty bucket for these tests); AWS_REDSHIFT_HOST (the endpoint of a cluster); "
        "AWS_REDSHIFT_PASSWORD (its user's password); AWS_IAM_ROLE_ARN (the role by which it reads the "
        "bucket).\n"
    )
