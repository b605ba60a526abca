"""Redshift without a cluster of one's own: made, looked at and removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amzn_review.aws.aws_error import AwsError
from amzn_review.aws.aws_error_message import aws_errors
from amzn_review.aws.quiet_botocore import quiet_botocore
from amzn_review.aws.wait import POLL_SECONDS, ReportStatus, wait
from amzn_review.redshift_cluster.serverless_shape import ServerlessShape

_GONE = "ResourceNotFoundException"
_LEAVING = "DELETING"


@dataclass(frozen=True)
class Serverless:
    """Namespace and workgroup ``name`` as the boto3 client for "redshift-serverless" sees them.

    Methods that change something wait until it is done; all raise AwsError, a sentence, when Amazon refuses.
    """

    client: Any
    name: str
    report_status: ReportStatus
    poll_seconds: float = POLL_SECONDS

    def info(self) -> Mapping[str, str | int | None]:
        """The workgroup and its namespace as they are now; ``Endpoint`` is HOST:PORT or None."""
        workgroup = self._workgroup("describe")
        namespace = self._namespace("describe")
        if workgroup is None or namespace is None:
            missing = "workgroup" if workgroup is None else "namespace"
            raise AwsError(
                f"There is no {missing} {self.name!r} in {self._region}; check the name, AWS_REGION and the "
                "account of the credentials, or make it by `amzn-review redshift serverless create`.",
                _GONE,
            )
        endpoint = workgroup.get("endpoint") or {}
        vpc = next((end.get("vpcId") for end in endpoint.get("vpcEndpoints", [])), None)
        return {
            "WorkgroupName": workgroup["workgroupName"],
            "NamespaceName": namespace["namespaceName"],
            "WorkgroupStatus": workgroup["status"],
            "AdminUsername": namespace.get("adminUsername"),
            "DBName": namespace.get("dbName"),
            "Endpoint": f"{endpoint['address']}:{endpoint['port']}" if endpoint.get("address") else None,
            "BaseCapacity": workgroup.get("baseCapacity"),
            "VpcId": vpc,
        }

    def host(self) -> str:
        """The endpoint's host, "" while there is none. Raises AwsError when there is nothing of this name."""
        workgroup = self._workgroup("look for")
        if workgroup is None and self._namespace("look for") is None:
            raise AwsError(
                f"There is neither namespace nor workgroup {self.name!r} in {self._region}; check the name, "
                "AWS_REGION and the account of the credentials.",
                _GONE,
            )
        return str(((workgroup or {}).get("endpoint") or {}).get("address") or "")

    def is_leaving(self) -> bool:
        """Whether the namespace, which has the data, is on its way out: what is kept was decided before."""
        return (self._namespace("look for") or {}).get("status") == _LEAVING

    def has_namespace(self, shape: ServerlessShape) -> bool:
        """Whether the namespace is there. Raises AwsError when it is there in another shape."""
        namespace = self._namespace("look for")
        if namespace is not None:
            self._same("Namespace", shape.namespace_differences(namespace), namespace["status"])
        return namespace is not None

    def has_workgroup(self, shape: ServerlessShape) -> bool:
        """Whether the workgroup is there. Raises AwsError when it is there in another shape."""
        workgroup = self._workgroup("look for")
        if workgroup is not None:
            self._same("Workgroup", shape.workgroup_differences(workgroup), workgroup["status"])
        return workgroup is not None

    def create_namespace(self, shape: ServerlessShape, password: str) -> None:
        """Make the namespace; Amazon makes it at once."""
        with aws_errors(f"create namespace {self.name!r}", self._region, secret=password), quiet_botocore():
            self.client.create_namespace(**shape.namespace_request(), adminUserPassword=password)

    def create_workgroup(self, shape: ServerlessShape) -> None:
        """Make the workgroup in its namespace; it takes Amazon some minutes, for which ``ready`` waits."""
        self._wait("NamespaceAvailable", "create namespace", namespaceName=self.name)
        with aws_errors(f"create workgroup {self.name!r}", self._region):
            self.client.create_workgroup(**shape.workgroup_request())

    def ready(self) -> Mapping[str, str | int | None]:
        """The workgroup once it can be connected to."""
        self._wait("WorkgroupAvailable", "create workgroup", workgroupName=self.name)
        return self.info()

    def delete(self, final_snapshot: str | None) -> None:
        """Remove what is there of the two; the data stay in the snapshot of this name, if one is named.

        What is on its way out is awaited only.
        """
        workgroup, namespace = self._workgroup("look for"), self._namespace("look for")
        if workgroup is not None:
            if workgroup["status"] != _LEAVING:
                with aws_errors(f"delete workgroup {self.name!r}", self._region):
                    self.client.delete_workgroup(workgroupName=self.name)
            self._wait("WorkgroupDeleted", "delete workgroup", workgroupName=self.name)
        if namespace is not None:
            if namespace["status"] != _LEAVING:
                keep = {"finalSnapshotName": final_snapshot} if final_snapshot else {}
                with aws_errors(f"delete namespace {self.name!r}", self._region):
                    self.client.delete_namespace(namespaceName=self.name, **keep)
            self._wait("NamespaceDeleted", "delete namespace", namespaceName=self.name)

    def _same(self, what: str, differences: list[str], status: str) -> None:
        if status == _LEAVING:
            raise AwsError(f"{what} {self.name!r} is being deleted; wait for its end, then run again.")
        if differences:
            raise AwsError(
                f"{what} {self.name!r} exists in {self._region}, but in another shape: "
                f"{'; '.join(differences)}. Ask for what is there, name another with --name, or "
                "change it in Amazon's console."
            )

    def _workgroup(self, action: str) -> Any:
        """None if there is none."""
        return self._found(
            f"{action} workgroup", "workgroup", self.client.get_workgroup, workgroupName=self.name
        )

    def _namespace(self, action: str) -> Any:
        """None if there is none."""
        return self._found(
            f"{action} namespace", "namespace", self.client.get_namespace, namespaceName=self.name
        )

    def _found(self, action: str, kind: str, get: Any, **name: str) -> Any:
        try:
            with aws_errors(f"{action} {self.name!r}", self._region):
                return get(**name)[kind]
        except AwsError as error:
            if error.code == _GONE:
                return None
            raise

    def _wait(self, name: str, action: str, **which: str) -> None:
        action = f"{action} {self.name!r}"
        wait(
            self.client,
            name,
            self.report_status,
            action=action,
            poll_seconds=self.poll_seconds,
            request=which,
        )

    @property
    def _region(self) -> str:
        return str(self.client.meta.region_name)
