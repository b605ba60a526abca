"""The waits of Redshift, as botocore's waiter models.

boto3 has four of its own, none for pausing or Serverless, and its `cluster_available` takes an incompatible
network for one that will come right. Format: botocore/data/redshift/2012-12-01/waiters-2.json. States:
https://docs.aws.amazon.com/redshift/latest/mgmt/rs-mgmt-cluster-status.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_BROKEN_CLUSTER = (
    "deleting", "hardware-failure", "incompatible-hsm", "incompatible-network", "incompatible-parameters",
    "incompatible-restore",
)  # fmt: skip


def _wait(operation: str, argument: str, until: str | None, gone: str, failures: tuple[str, ...]) -> Any:
    """Until the status at ``argument`` is ``until``; None waits until the thing is gone."""
    matcher = "pathAll" if "[]" in argument else "path"
    accept = [{"state": "success" if until is None else "retry", "matcher": "error", "expected": gone}]
    if until is not None:
        accept.insert(0, {"state": "success", "matcher": matcher, "argument": argument, "expected": until})
    any_matcher = "pathAny" if "[]" in argument else "path"
    accept += [
        {"state": "failure", "matcher": any_matcher, "argument": argument, "expected": status}
        for status in failures
    ]
    return {"operation": operation, "delay": 15, "maxAttempts": 240, "acceptors": accept}


_CLUSTER = ("DescribeClusters", "Clusters[].ClusterStatus")
_WORKGROUP = ("GetWorkgroup", "workgroup.status")
_NAMESPACE = ("GetNamespace", "namespace.status")
_GONE = "ResourceNotFoundException"
WAITS: Mapping[str, Any] = {
    "ClusterAvailable": _wait(*_CLUSTER, "available", "ClusterNotFound", _BROKEN_CLUSTER),
    "ClusterPaused": _wait(*_CLUSTER, "paused", "ClusterNotFound", _BROKEN_CLUSTER),
    "ClusterDeleted": _wait(*_CLUSTER, None, "ClusterNotFound", ()),
    "SnapshotAvailable": _wait(
        "DescribeClusterSnapshots",
        "Snapshots[].Status",
        "available",
        "ClusterSnapshotNotFound",
        ("failed", "deleted"),
    ),
    "WorkgroupAvailable": _wait(*_WORKGROUP, "AVAILABLE", _GONE, ("DELETING",)),
    "WorkgroupDeleted": _wait(*_WORKGROUP, None, _GONE, ()),
    "NamespaceAvailable": _wait(*_NAMESPACE, "AVAILABLE", _GONE, ("DELETING",)),
    "NamespaceDeleted": _wait(*_NAMESPACE, None, _GONE, ()),
}


def _first(answer: Mapping[str, Any], things: str, status: str) -> str:
    return str(next((thing[status] for thing in answer.get(things, [])), ""))


STATUS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "DescribeClusters": lambda answer: _first(answer, "Clusters", "ClusterStatus"),
    "DescribeClusterSnapshots": lambda answer: _first(answer, "Snapshots", "Status"),
    "GetWorkgroup": lambda answer: str(answer.get("workgroup", {}).get("status", "")),
    "GetNamespace": lambda answer: str(answer.get("namespace", {}).get("status", "")),
}
