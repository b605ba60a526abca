"""The role by which Redshift reads the bucket, made, looked at and removed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amzn_review.aws.aws_error import AwsError
from amzn_review.aws.aws_error_message import aws_errors
from amzn_review.iam.copy_policy import copy_policy, trust_policy

POLICY = "amzn-review-copy"
_TAG = {"Key": "created-by", "Value": "amzn-review"}
_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_HERE = "IAM"  # it has no region


def check_role_name(name: str) -> None:
    """Raise ValueError when no role can have this name."""
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} cannot be a role's name: expected 1 to 64 letters, digits and _ + = , . @ -"
        )


def check_bucket_name(bucket: str) -> None:
    """Raise ValueError when no bucket can have this name: it goes into the policy, where * would be all."""
    if not _BUCKET.fullmatch(bucket):
        raise ValueError(
            f"{bucket!r} cannot be a bucket's name: expected 3 to 63 of a-z, 0-9, dot and hyphen, without s3://."
        )


@dataclass(frozen=True)
class CopyRole:
    """The role ``name`` as the boto3 clients see it. Methods raise AwsError, a sentence."""

    iam: Any
    sts: Any
    name: str

    def create(self, bucket: str, region: str, cluster: str | None) -> tuple[Mapping[str, Any], bool]:
        """Make the role for COPY from ``bucket``; False if it is there, as asked for.

        ``cluster`` as `trust_policy` takes it. Raises AwsError when a role of this name is another one.
        """
        with aws_errors("ask whose account this is", region):
            me = self.sts.get_caller_identity()
        partition = me["Arn"].split(":")[1]
        trust = trust_policy(me["Account"], region, cluster, partition)
        policy = copy_policy(bucket, partition)
        role = self._role(f"look for role {self.name!r}")
        if role is None:
            with aws_errors(f"create role {self.name!r}", _HERE):
                self.iam.create_role(
                    RoleName=self.name,
                    AssumeRolePolicyDocument=json.dumps(trust),
                    Description=f"Redshift's COPY reads s3://{bucket}/copy/",
                    Tags=[_TAG],
                )
                self.iam.get_waiter("role_exists").wait(RoleName=self.name)
        else:
            self._require_same(role, trust, policy, bucket)
        if role is None or POLICY not in self._inline():
            # A run that ended between the two calls left a role that may do nothing yet.
            with aws_errors(f"give role {self.name!r} its policy", _HERE):
                self.iam.put_role_policy(
                    RoleName=self.name, PolicyName=POLICY, PolicyDocument=json.dumps(policy)
                )
            return self.info(), True
        return self.info(), False

    def info(self) -> Mapping[str, Any]:
        """Name, ARN, who may take it on, what it allows, and policies that others attached."""
        action = f"describe role {self.name!r}"
        with aws_errors(action, _HERE):
            role = self.iam.get_role(RoleName=self.name)["Role"]
            attached = self.iam.list_attached_role_policies(RoleName=self.name)["AttachedPolicies"]
        return {
            "RoleName": role["RoleName"],
            "Arn": role["Arn"],
            "Trust": role["AssumeRolePolicyDocument"],
            "Policy": self._policy() if POLICY in self._inline() else None,
            "AttachedPolicies": [policy["PolicyArn"] for policy in attached],
        }

    def delete(self) -> None:
        """Detach and delete its policies, then delete it. Refuses a role that we did not make."""
        action = f"delete role {self.name!r}"
        with aws_errors(action, _HERE):
            tags = self.iam.get_role(RoleName=self.name)["Role"].get("Tags", [])
        if _TAG not in tags:
            raise AwsError(
                f"Role {self.name!r} was not made by `amzn-review iam role create` (it lacks the tag "
                "created-by=amzn-review); delete it in Amazon's console if it is yours."
            )
        with aws_errors(action, _HERE):
            for page in self.iam.get_paginator("list_attached_role_policies").paginate(RoleName=self.name):
                for policy in page["AttachedPolicies"]:
                    self.iam.detach_role_policy(RoleName=self.name, PolicyArn=policy["PolicyArn"])
            for name in self._inline():
                self.iam.delete_role_policy(RoleName=self.name, PolicyName=name)
            self.iam.delete_role(RoleName=self.name)

    def _require_same(self, role: Mapping[str, Any], trust: Any, policy: Any, bucket: str) -> None:
        apart = []
        if _sorted(role["AssumeRolePolicyDocument"]) != _sorted(trust):
            apart.append("who may take it on differs")
        if POLICY in self._inline() and _sorted(self._policy()) != _sorted(policy):
            apart.append(f"its policy is not the one for s3://{bucket}/copy/")
        if _TAG not in role.get("Tags", []):
            apart.append("it was not made by this command")
        if apart:
            raise AwsError(
                f"Role {self.name!r} exists, but not as asked for: {'; '.join(apart)}. Look at it "
                "with `amzn-review iam role info`, then delete it by `amzn-review iam "
                "role delete` or name another with --name."
            )

    def _inline(self) -> list[str]:
        with aws_errors(f"list the policies of role {self.name!r}", _HERE):
            pages = self.iam.get_paginator("list_role_policies").paginate(RoleName=self.name)
            return [name for page in pages for name in page["PolicyNames"]]

    def _policy(self) -> Any:
        with aws_errors(f"read the policy of role {self.name!r}", _HERE):
            return self.iam.get_role_policy(RoleName=self.name, PolicyName=POLICY)["PolicyDocument"]

    def _role(self, action: str) -> Any:
        """None if there is none."""
        try:
            with aws_errors(action, _HERE):
                return self.iam.get_role(RoleName=self.name)["Role"]
        except AwsError as error:
            if error.code == "NoSuchEntity":
                return None
            raise


def _sorted(document: Any) -> Any:
    """The document with every list in order: IAM does not keep the order of a set."""
    if isinstance(document, Mapping):
        return {name: _sorted(value) for name, value in document.items()}
    return sorted(map(_sorted, document), key=json.dumps) if isinstance(document, list) else document
