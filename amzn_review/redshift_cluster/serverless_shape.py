"""What a serverless warehouse is to be like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_CreateWorkgroup.html
_NAME = re.compile(r"[a-z0-9-]{3,64}")


@dataclass(frozen=True)
class ServerlessShape:
    """A namespace (the data) and a workgroup (the machines) of one name; Amazon encrypts every namespace.

    ``rpus`` is the base capacity in Redshift processing units of 16 GB memory, billed by the second while
    queries run. ``role_arn`` is the role by which it reads the bucket, "" for none.
    """

    name: str
    rpus: int
    database: str
    user: str
    is_public: bool = False
    role_arn: str = ""

    def check(self) -> None:
        """Raise ValueError for what Amazon would refuse: the sentence names value and rule."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"{self.name!r} cannot be a workgroup's name: expected 3 to 64 of a-z, 0-9 and hyphen."
            )
        # https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-capacity.html
        small = self.rpus == 4 or (self.rpus % 8 == 0 and 8 <= self.rpus <= 512)
        large = self.rpus % 32 == 0 and 512 < self.rpus <= 1024
        if not small and not large:
            raise ValueError(
                f"--rpus is {self.rpus}; expected 4, a multiple of 8 from 8 to 512, or one of 32 up to 1024."
            )

    def namespace_request(self) -> dict[str, Any]:
        """The arguments of CreateNamespace, without the password."""
        roles = {"iamRoles": [self.role_arn], "defaultIamRoleArn": self.role_arn} if self.role_arn else {}
        return {"namespaceName": self.name, "dbName": self.database, "adminUsername": self.user, **roles}

    def workgroup_request(self) -> dict[str, Any]:
        """The arguments of CreateWorkgroup."""
        return {
            "workgroupName": self.name,
            "namespaceName": self.name,
            "baseCapacity": self.rpus,
            "publiclyAccessible": self.is_public,
        }

    def namespace_differences(self, namespace: Mapping[str, Any]) -> list[str]:
        """How a namespace, as GetNamespace tells of it, differs from this shape: a clause each."""
        wanted = self.namespace_request()
        apart = [
            f"{name} is {namespace.get(name)}, not {wanted[name]}"
            for name in ("dbName", "adminUsername")
            if namespace.get(name) != wanted[name]
        ]
        # Each entry is a text such as IamRole(applyStatus=in-sync, iamRoleArn=arn:aws:iam::…:role/…).
        if self.role_arn and not any(self.role_arn in str(role) for role in namespace.get("iamRoles", [])):
            apart.append(f"role {self.role_arn} is not attached")
        return apart

    def workgroup_differences(self, workgroup: Mapping[str, Any]) -> list[str]:
        """The same of a workgroup, as GetWorkgroup tells of it."""
        wanted = self.workgroup_request()
        return [
            f"{name} is {workgroup.get(name)}, not {wanted[name]}"
            for name in ("namespaceName", "baseCapacity", "publiclyAccessible")
            if workgroup.get(name) != wanted[name]
        ]
