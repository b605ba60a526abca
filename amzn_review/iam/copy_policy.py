"""What a role must allow for COPY to read the batches of one bucket, and who may take the role on."""

from __future__ import annotations

from typing import Any

_VERSION = "2012-10-17"  # of IAM's policy language, not of ours
SERVICES = ("redshift.amazonaws.com", "redshift-serverless.amazonaws.com")


def copy_policy(bucket: str, partition: str = "aws") -> dict[str, Any]:
    """The least that COPY needs of the bucket: read objects below copy/, list them, find its region.

    https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-access-permissions.html
    """
    arn = f"arn:{partition}:s3:::{bucket}"
    return {
        "Version": _VERSION,
        "Statement": [
            {"Sid": "ReadBatches", "Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{arn}/copy/*"},
            {
                "Sid": "ListBatches",
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": arn,
                "Condition": {"StringLike": {"s3:prefix": "copy/*"}},
            },
            {"Sid": "FindBucket", "Effect": "Allow", "Action": "s3:GetBucketLocation", "Resource": arn},
        ],
    }


def trust_policy(account: str, region: str, cluster: str | None, partition: str = "aws") -> dict[str, Any]:
    """Redshift may take the role on for this account alone, for this cluster or the region's workgroups.

    ``cluster`` None: for any cluster or workgroup of the account. A workgroup's ARN ends in an id that Amazon
    gives it when it is made, so that all of the region are let in.
    https://docs.aws.amazon.com/redshift/latest/mgmt/cross-service-confused-deputy-prevention.html
    """
    condition: dict[str, Any] = {"StringEquals": {"aws:SourceAccount": account}}
    if cluster is not None:
        condition["ArnLike"] = {
            "aws:SourceArn": [
                f"arn:{partition}:redshift:{region}:{account}:cluster:{cluster}",
                f"arn:{partition}:redshift-serverless:{region}:{account}:workgroup/*",
            ]
        }
    return {
        "Version": _VERSION,
        "Statement": [
            {
                "Sid": "RedshiftOfThisAccount",
                "Effect": "Allow",
                "Principal": {"Service": list(SERVICES)},
                "Action": "sts:AssumeRole",
                "Condition": condition,
            }
        ],
    }
