"""A cluster of Redshift, made, looked at, put to sleep, woken and removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from amzn_review.aws.aws_error import AwsError
from amzn_review.aws.aws_error_message import aws_errors
from amzn_review.aws.quiet_botocore import quiet_botocore
from amzn_review.aws.wait import POLL_SECONDS, ReportStatus, wait
from amzn_review.redshift_cluster.cluster_block import ClusterBlock
from amzn_review.redshift_cluster.cluster_shape import ClusterShape

LEAVING = ("deleting", "final-snapshot")


@dataclass(frozen=True)
class Cluster:
    """The cluster ``identifier`` as the boto3 client for "redshift" sees it.

    Every method that changes something waits until it is done and gives each status on the way to
    ``report_status``; all raise AwsError, a sentence, when Amazon refuses.
    """

    client: Any
    identifier: str
    report_status: ReportStatus
    poll_seconds: float = POLL_SECONDS

    def info(self) -> ClusterBlock:
        """The cluster as it is now."""
        return ClusterBlock.of(self._described("describe"))

    def standing(self, shape: ClusterShape) -> ClusterBlock | None:
        """The cluster if one of this name and shape is there, awaited if it is being made; None if none is.

        Raises AwsError when it is there in another shape, or on its way out.
        """
        try:
            cluster = self._described("look for")
        except AwsError as error:
            if error.code == "ClusterNotFound":
                return None
            raise
        status, apart = cluster["ClusterStatus"], shape.differences(cluster)
        if apart:
            raise AwsError(
                f"Cluster {self.identifier!r} exists in {self._region}, but in another shape: "
                f"{'; '.join(apart)}. Ask for what is there, name another with --cluster, or "
                "change it in Amazon's console."
            )
        if status in LEAVING:
            raise AwsError(
                f"Cluster {self.identifier!r} is being deleted (state {status!r}); wait for its end, then "
                "run again."
            )
        if status in ("creating", "resuming"):
            self._wait("ClusterAvailable", "create")
            return self.info()
        return ClusterBlock.of(cluster)

    def create(self, shape: ClusterShape, password: str) -> ClusterBlock:
        """Make the cluster. If another process was first, it is that one's, if of the same shape."""
        action = f"create cluster {self.identifier!r}"
        try:
            with aws_errors(action, self._region, secret=password), quiet_botocore():
                self.client.create_cluster(**shape.request(), MasterUserPassword=password)
        except AwsError as error:
            if error.code != "ClusterAlreadyExists":
                raise
            return self.standing(shape) or self.info()
        self._wait("ClusterAvailable", "create")
        return self.info()

    def pause(self) -> tuple[ClusterBlock, bool]:
        """Put it to sleep: only storage is billed then. False if it slept already."""
        if not self._needs("pause", "available", "pausing", "paused"):
            return self.info(), False
        with aws_errors(f"pause cluster {self.identifier!r}", self._region):
            self.client.pause_cluster(ClusterIdentifier=self.identifier)
        self._wait("ClusterPaused", "pause")
        return self.info(), True

    def resume(self) -> tuple[ClusterBlock, bool]:
        """Wake it. False if it was awake already."""
        if not self._needs("resume", "paused", "resuming", "available"):
            return self.info(), False
        with aws_errors(f"resume cluster {self.identifier!r}", self._region):
            self.client.resume_cluster(ClusterIdentifier=self.identifier)
        self._wait("ClusterAvailable", "resume")
        return self.info(), True

    def delete(self, final_snapshot: str | None) -> None:
        """Remove it; its data stay in the snapshot of this name, if one is named.

        One that is on its way out is awaited only: what is kept of it was decided before.
        """
        if self._described("delete")["ClusterStatus"] in LEAVING:
            self._wait("ClusterDeleted", "delete")
            return
        keep = (
            {"FinalClusterSnapshotIdentifier": final_snapshot, "SkipFinalClusterSnapshot": False}
            if final_snapshot
            else {"SkipFinalClusterSnapshot": True}
        )
        with aws_errors(f"delete cluster {self.identifier!r}", self._region):
            self.client.delete_cluster(ClusterIdentifier=self.identifier, **keep)
        self._wait("ClusterDeleted", "delete")

    def _needs(self, action: str, before: str, during: str, after: str) -> bool:
        """Whether the action is still to do; one under way is awaited. Raises AwsError in other states."""
        status = self._described(action)["ClusterStatus"]
        if status == during:
            self._wait("ClusterPaused" if after == "paused" else "ClusterAvailable", action)
        elif status not in (before, after):
            raise AwsError(
                f"Could not {action} cluster {self.identifier!r}: it is in state {status!r}, expected "
                f"{before!r}; wait until it is, then run again."
            )
        return bool(status == before)

    def _wait(self, name: str, action: str) -> None:
        action = f"{action} cluster {self.identifier!r}"
        wait(
            self.client,
            name,
            self.report_status,
            action=action,
            poll_seconds=self.poll_seconds,
            request={"ClusterIdentifier": self.identifier},
        )

    def _described(self, action: str) -> Any:
        with aws_errors(f"{action} cluster {self.identifier!r}", self._region):
            return self.client.describe_clusters(ClusterIdentifier=self.identifier)["Clusters"][0]

    @property
    def _region(self) -> str:
        return str(self.client.meta.region_name)


def snapshot_name(identifier: str, purpose: str, now: datetime | None = None) -> str:
    """A snapshot's name that is free: the cluster's, the purpose ("final", "backup"), the second in UTC."""
    return f"{identifier}-{purpose}-{(now or datetime.now(UTC)):%Y%m%dt%H%M%Sz}"
