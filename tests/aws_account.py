"""Whether a real account can be tested on: `python -m tests.aws_account` says what is missing."""

from __future__ import annotations

import os
import sys

import boto3

from settings import Settings, load_settings

# Set by `make test-aws`: tests marked `aws` then run on the account, not on the stand-ins.
SWITCH = "AMZN_REVIEW_TEST_AWS"
IS_REAL = os.environ.get(SWITCH) == "1"


def missing(settings: Settings, *, has_credentials: bool) -> list[str]:
    """What has to be set before the tests can run on a real account, a name and why each."""
    named = {
        "AWS_S3_BUCKET": ("an empty bucket for these tests", settings.s3_named.bucket),
        "AWS_REDSHIFT_HOST": ("the endpoint of a cluster", settings.redshift_named.host),
        "AWS_REDSHIFT_PASSWORD": ("its user's password", settings.redshift_named.password),
        "AWS_IAM_ROLE_ARN": ("the role by which it reads the bucket", settings.redshift_named.iam_role_arn),
    }
    found = [] if has_credentials else ["credentials that boto3 finds, such as AWS_PROFILE"]
    return found + [f"{name} ({what})" for name, (what, value) in named.items() if not value]


def main() -> int:
    """Say what is missing. Returns 0 when nothing is."""
    settings = load_settings()
    lacking = missing(settings, has_credentials=boto3.Session().get_credentials() is not None)
    if settings.storage == "s3" and (settings.s3_named.is_embedded or settings.redshift_named.is_embedded):
        lacking = ["STORAGE=folder, because s3 stands in for what is not named", *lacking]
    if lacking:
        print(f"make test-aws needs a real account. Not set: {'; '.join(lacking)}.", file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
