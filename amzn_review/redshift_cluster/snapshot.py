"""A snapshot of a cluster: its backup."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amzn_review.aws.aws_error import AwsError
from amzn_review.aws.aws_error_message import aws_errors
from amzn_review.aws.wait import POLL_SECONDS, ReportStatus, wait


def take_snapshot(
    client: Any, cluster: str, name: str, report_status: ReportStatus, *, poll_seconds: float = POLL_SECONDS
) -> Mapping[str, str | int | None]:
    """Take the snapshot ``name`` of the cluster and wait for it; it stays until it is deleted by hand.

    One of that name that is being taken is awaited. Returns its name, cluster, status, moment and size.
    Raises AwsError when Amazon refuses, or there is a finished one of that name.
    """
    action = f"take snapshot {name!r} of cluster {cluster!r}"
    try:
        with aws_errors(action, client.meta.region_name):
            client.create_cluster_snapshot(SnapshotIdentifier=name, ClusterIdentifier=cluster)
    except AwsError as error:
        if (
            error.code != "ClusterSnapshotAlreadyExists"
            or _described(client, cluster, name)["Status"] != "creating"
        ):
            raise
    wait(
        client,
        "SnapshotAvailable",
        report_status,
        action=action,
        poll_seconds=poll_seconds,
        request={"SnapshotIdentifier": name, "ClusterIdentifier": cluster},
    )
    snapshot = _described(client, cluster, name)
    created = snapshot.get("SnapshotCreateTime")
    size = snapshot.get("TotalBackupSizeInMegaBytes")
    return {
        "SnapshotIdentifier": name,
        "ClusterIdentifier": cluster,
        "Status": snapshot["Status"],
        "SnapshotCreateTime": created.isoformat() if created else None,
        "TotalBackupSizeInMegaBytes": None if size is None else round(size),
    }


def _described(client: Any, cluster: str, name: str) -> Mapping[str, Any]:
    with aws_errors(f"describe snapshot {name!r} of cluster {cluster!r}", client.meta.region_name):
        answer = client.describe_cluster_snapshots(SnapshotIdentifier=name, ClusterIdentifier=cluster)
    snapshot: Mapping[str, Any] = answer["Snapshots"][0]
    return snapshot
