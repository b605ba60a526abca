"""What a cluster is to be like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amzn_review.redshift_cluster.node_types import check_node_type

# https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html
_IDENTIFIER = re.compile(r"(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)")
_DATABASE = re.compile(r"[a-z_][a-z0-9_]{0,63}")
_USER = re.compile(r"(?!public$)[a-z][a-z0-9_+.@-]{0,127}")
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/\S+")
_PORTS = ((5431, 5455), (8191, 8215))
_MOST_NODES = 100


@dataclass(frozen=True)
class ClusterShape:
    """A cluster as CreateCluster takes it, but for the password; always encrypted.

    ``role_arn`` is the role by which it reads the bucket, "" for none. ``subnet_group`` and
    ``security_groups`` are empty for the account's defaults.
    """

    identifier: str
    node_type: str
    number_of_nodes: int
    database: str
    user: str
    port: int = 5439
    is_public: bool = False
    role_arn: str = ""
    subnet_group: str = ""
    security_groups: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise ValueError for what Amazon would refuse: the sentence names value, rule and setting."""
        check_node_type(self.node_type)
        check_identifier(self.identifier)
        for value, form, rule in (
            (self.database, _DATABASE, "AWS_REDSHIFT_DB_NAME is {!r}; expected 1 to 64 of a-z, 0-9 and _"),
            (self.user, _USER, "AWS_REDSHIFT_USER is {!r}; expected a-z, then a-z, 0-9 and _ + . @ -"),
            (self.role_arn, _ROLE, "AWS_IAM_ROLE_ARN is {!r}; expected arn:aws:iam::ACCOUNT:role/NAME"),
        ):
            if value and not form.fullmatch(value):
                raise ValueError(f"{rule.format(value)}. Set it in the shell or in .env.")
        if not 1 <= self.number_of_nodes <= _MOST_NODES:
            raise ValueError(f"--nodes is {self.number_of_nodes}; expected 1 to {_MOST_NODES}.")
        if not any(least <= self.port <= most for least, most in _PORTS):
            raise ValueError(
                f"AWS_REDSHIFT_PORT is {self.port}; Redshift takes 5431 to 5455 and 8191 to 8215. "
                "Set it in the shell or in .env."
            )

    def request(self) -> dict[str, Any]:
        """The arguments of CreateCluster, without the password."""
        is_multi = self.number_of_nodes > 1
        return {
            "ClusterIdentifier": self.identifier,
            "NodeType": self.node_type,
            "ClusterType": "multi-node" if is_multi else "single-node",
            **({"NumberOfNodes": self.number_of_nodes} if is_multi else {}),
            "DBName": self.database,
            "MasterUsername": self.user,
            "Port": self.port,
            "Encrypted": True,
            "PubliclyAccessible": self.is_public,
            **({"IamRoles": [self.role_arn]} if self.role_arn else {}),
            **({"ClusterSubnetGroupName": self.subnet_group} if self.subnet_group else {}),
            **({"VpcSecurityGroupIds": list(self.security_groups)} if self.security_groups else {}),
        }

    def differences(self, cluster: Mapping[str, Any]) -> list[str]:
        """How a cluster, as DescribeClusters tells of it, differs from this shape: a clause each."""
        found = {
            "NodeType": cluster["NodeType"],
            "NumberOfNodes": cluster["NumberOfNodes"],
            "DBName": cluster.get("DBName"),
            "MasterUsername": cluster["MasterUsername"],
            "Port": cluster.get("Endpoint", {}).get("Port", self.port),
            "Encrypted": cluster["Encrypted"],
            "PubliclyAccessible": cluster["PubliclyAccessible"],
        }
        wanted = {"NumberOfNodes": self.number_of_nodes} | self.request()
        apart = [
            f"{name} is {value}, not {wanted[name]}" for name, value in found.items() if value != wanted[name]
        ]
        roles = [role["IamRoleArn"] for role in cluster.get("IamRoles", [])]
        if self.role_arn and self.role_arn not in roles:
            apart.append(f"role {self.role_arn} is not attached")
        return apart


def check_identifier(identifier: str) -> None:
    """Raise ValueError when no cluster can have this name."""
    if not _IDENTIFIER.fullmatch(identifier):
        raise ValueError(
            f"{identifier!r} cannot be a cluster's name: expected 1 to 63 of a-z, 0-9 and hyphen, a letter "
            "first, no hyphen last or twice in a row. Set AWS_REDSHIFT_CLUSTER_IDENTIFIER or --cluster."
        )
