"""What the commands of `amzn-review redshift cluster` share: the cluster itself, and what is told of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from amzn_review.cli.aws_command import show_block, update_airflow
from settings import Settings

if TYPE_CHECKING:
    from amzn_review.aws.wait import ReportStatus
    from amzn_review.redshift_cluster.cluster import Cluster
    from amzn_review.redshift_cluster.cluster_block import ClusterBlock

cluster_option = click.option(
    "--cluster", "name", metavar="NAME", help="Its identifier. Default: AWS_REDSHIFT_CLUSTER_IDENTIFIER."
)


def open_cluster(
    settings: Settings, name: str | None, report_status: ReportStatus, poll_seconds: float = 15
) -> Cluster:
    """The cluster of this name, or of the settings; no connection is opened yet."""
    from amzn_review.aws.control_client import control_client
    from amzn_review.redshift_cluster.cluster import Cluster
    from amzn_review.redshift_cluster.cluster_shape import check_identifier

    identifier = name or settings.redshift_named.cluster_identifier
    check_identifier(identifier)
    return Cluster(
        control_client("redshift", settings.s3_named.region), identifier, report_status, poll_seconds
    )


def show_cluster(
    settings: Settings, block: ClusterBlock, *, as_json: bool, env_file: Path | None, update: bool
) -> None:
    """Print the cluster, and write where it is into .env if asked to."""
    show_block(block.fields, as_json=as_json)
    if not update:
        return
    if block.endpoint is None:
        raise click.ClickException(
            f"The cluster has no endpoint in state {block.fields['ClusterStatus']!r}: nothing was written."
        )
    host, port = block.endpoint
    values: dict[str, str | int] = {
        "AWS_REDSHIFT_HOST": host,
        "AWS_REDSHIFT_PORT": port,
        "AWS_REDSHIFT_DB_NAME": str(block.fields["DBName"]),
        "AWS_REDSHIFT_USER": str(block.fields["MasterUsername"]),
        "AWS_REDSHIFT_CLUSTER_IDENTIFIER": str(block.fields["ClusterIdentifier"]),
    }
    update_airflow(settings, env_file, values)


def nobody(_status: str) -> None:
    """Nobody waits."""
