"""`amzn-review iam role` against moto.

moto keeps roles and policies but assumes none: that Redshift may take the role on, that its conditions match
what Redshift sends, and that COPY needs no more than the policy gives, only a real account can prove.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.aws_site import ACCOUNT, REGION, amazon, run

__all__ = ["amazon"]
ARN = f"arn:aws:iam::{ACCOUNT}:role/amzn-review-copy"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "RedshiftOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {
                    "aws:SourceArn": [
                        f"arn:aws:redshift:us-east-1:{ACCOUNT}:cluster:reviews",
                        f"arn:aws:redshift-serverless:us-east-1:{ACCOUNT}:workgroup/*",
                    ]
                },
            },
        }
    ],
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "ReadBatches",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::some-reviews/copy/*",
        },
        {
            "Sid": "ListBatches",
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": "arn:aws:s3:::some-reviews",
            "Condition": {"StringLike": {"s3:prefix": "copy/*"}},
        },
        {
            "Sid": "FindBucket",
            "Effect": "Allow",
            "Action": "s3:GetBucketLocation",
            "Resource": "arn:aws:s3:::some-reviews",
        },
    ],
}


def role(*words: str, **options: Any) -> Any:
    return run("iam", "role", *words, **options)


def iam() -> Any:
    return boto3.client("iam", region_name=REGION)


def test_the_role_is_what_copy_needs_and_no_more(amazon: None) -> None:
    result = role("create", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {
        "RoleName": "amzn-review-copy",
        "Arn": ARN,
        "Trust": TRUST,
        "Policy": POLICY,
        "AttachedPolicies": [],
    }
    kept = iam().get_role_policy(RoleName="amzn-review-copy", PolicyName="amzn-review-copy")
    assert kept["PolicyDocument"] == POLICY
    assert iam().get_role(RoleName="amzn-review-copy")["Role"]["AssumeRolePolicyDocument"] == TRUST
    assert role("info", "--json").stdout == result.stdout


def test_the_dry_run_is_what_is_made(amazon: None) -> None:
    plan = json.loads(role("create", "--dry-run", "--json").stdout)
    assert iam().list_roles()["Roles"] == []
    assert plan["Policy"] == POLICY
    assert plan["Trust"] == json.loads(json.dumps(TRUST).replace(ACCOUNT, "ACCOUNT"))


def test_any_cluster_of_the_account_when_asked(amazon: None) -> None:
    trust = json.loads(role("create", "--trust", "account", "--json").stdout)["Trust"]
    assert trust["Statement"][0]["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_again(amazon: None) -> None:
    first, second = role("create"), role("create")
    assert (second.exit_code, second.stdout) == (0, first.stdout)
    assert second.stderr == "The role is there, as asked for.\n"


def test_again_after_one_that_was_killed_before_the_policy(amazon: None) -> None:
    role("create")
    iam().delete_role_policy(RoleName="amzn-review-copy", PolicyName="amzn-review-copy")
    result = role("create", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout)["Policy"] == POLICY


@pytest.mark.parametrize(
    ("words", "difference"),
    [
        (["--bucket", "other-reviews"], "its policy is not the one for s3://other-reviews/copy/"),
        (["--cluster", "other"], "who may take it on differs"),
        (["--trust", "account"], "who may take it on differs"),
    ],
)
def test_again_but_another(amazon: None, words: list[str], difference: str) -> None:
    role("create")
    result = role("create", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        f"Error: Role 'amzn-review-copy' exists, but not as asked for: {difference}. Look at it with"
    )
    assert json.loads(role("info", "--json").stdout)["Policy"] == POLICY


def test_a_role_of_others_is_neither_taken_over_nor_deleted(amazon: None) -> None:
    iam().create_role(RoleName="amzn-review-copy", AssumeRolePolicyDocument=json.dumps(TRUST))
    assert "it was not made by this command" in role("create").stderr
    result = role("delete", "--yes")
    assert result.exit_code == 1
    assert "was not made by `amzn-review iam role create`" in result.stderr
    assert len(iam().list_roles()["Roles"]) == 1


def test_delete_detaches_what_is_attached(amazon: None) -> None:
    role("create")
    attached = iam().create_policy(PolicyName="more", PolicyDocument=json.dumps(POLICY))["Policy"]["Arn"]
    iam().attach_role_policy(RoleName="amzn-review-copy", PolicyArn=attached)
    assert json.loads(role("info", "--json").stdout)["AttachedPolicies"] == [attached]
    result = role("delete", stdin="amzn-review-copy\n")
    assert (result.exit_code, result.stdout) == (0, "Role amzn-review-copy is deleted.\n")
    assert iam().list_roles()["Roles"] == []
    assert iam().get_policy(PolicyArn=attached)["Policy"]["AttachmentCount"] == 0


@pytest.mark.parametrize("typed", ["", "y\n", "amzn-review\n"])
def test_delete_asks_for_the_name(amazon: None, typed: str) -> None:
    role("create")
    result = role("delete", stdin=typed)
    assert result.exit_code == 1
    assert "Nothing was deleted: 'amzn-review-copy' was not typed. Give it, or --yes." in result.stderr
    assert len(iam().list_roles()["Roles"]) == 1


@pytest.mark.parametrize(
    ("words", "variables", "sentence"),
    [
        (["create"], {"AWS_S3_BUCKET": ""}, "AWS_S3_BUCKET is not set: name your bucket in .env, or with"),
        (["create"], {"AWS_S3_BUCKET": "", "STORAGE": "s3"}, "AWS_S3_BUCKET is not set: name your bucket"),
        (["create", "--name", "a role"], {}, "'a role' cannot be a role's name"),
        (["create", "--bucket", "s3://some-reviews"], {}, "'s3://some-reviews' cannot be a bucket's name"),
        (["info"], {}, "Could not describe role 'amzn-review-copy' in IAM: there is none of"),
        (["delete", "--yes"], {}, "Could not describe role 'amzn-review-copy' in IAM: there is"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(
    amazon: None, words: list[str], variables: dict[str, str], sentence: str
) -> None:
    result = role(*words, **variables)
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


def test_airflow_takes_it_from_the_env_file(amazon: None, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("AWS_IAM_ROLE_ARN=\nDATA_DIR=data\n")
    write = ("--update-airflow", "--env-file", str(env))
    assert role("create", *write).exit_code == 0
    assert env.read_text() == f"AWS_IAM_ROLE_ARN={ARN}\nDATA_DIR=data\n"
    assert role("delete", "--yes", *write).exit_code == 0
    assert env.read_text() == "AWS_IAM_ROLE_ARN=\nDATA_DIR=data\n"
