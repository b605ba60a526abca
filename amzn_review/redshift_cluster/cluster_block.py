"""What is printed of a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Field = str | int | None


@dataclass(frozen=True)
class ClusterBlock:
    """The eight fields of a cluster, under Amazon's own names. ``fields["Endpoint"]`` is HOST:PORT, None
    while there is none."""

    fields: Mapping[str, Field]

    @classmethod
    def of(cls, cluster: Mapping[str, Any]) -> ClusterBlock:
        """The block of a cluster as DescribeClusters tells of it."""
        endpoint = cluster.get("Endpoint") or {}
        return cls(
            {
                "ClusterIdentifier": cluster["ClusterIdentifier"],
                "NodeType": cluster["NodeType"],
                "ClusterStatus": cluster["ClusterStatus"],
                "MasterUsername": cluster["MasterUsername"],
                "DBName": cluster.get("DBName"),
                "Endpoint": f"{endpoint['Address']}:{endpoint['Port']}" if "Address" in endpoint else None,
                "NumberOfNodes": cluster["NumberOfNodes"],
                "VpcId": cluster.get("VpcId") or None,
            }
        )

    @property
    def endpoint(self) -> tuple[str, int] | None:
        """Host and port, None while there is none."""
        host, _, port = str(self.fields["Endpoint"] or "").rpartition(":")
        return (host, int(port)) if host else None
