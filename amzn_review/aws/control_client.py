"""A client of Amazon's control plane."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config

from amzn_review.aws.aws_error_message import aws_errors

_ATTEMPTS = 5


def control_client(service: str, region: str) -> Any:
    """The boto3 client of ``service`` ("redshift", "iam" …); credentials are found by boto3's own chain.

    Raises AwsError if no client can be made. Opens no connection yet.
    """
    with aws_errors(f"use {service}", region):
        return boto3.Session().client(
            service,
            region_name=region,
            config=Config(
                retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
                connect_timeout=10,
                read_timeout=60,
            ),
        )
