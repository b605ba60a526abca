"""`amzn-review redshift cluster delete|backup`: what is kept of a cluster."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from amzn_review.cli.aws_command import (
    aws_sentence,
    confirm_name,
    forget_in_airflow,
    json_option,
    poll_option,
    show_block,
)
from amzn_review.cli.redshift.cluster_client import cluster_option, nobody, open_cluster
from amzn_review.cli.redshift.final_snapshot import FinalSnapshot
from amzn_review.cli.redshift.warehouse_options import delete_options
from console.status_line import status_line
from settings import load_settings


@click.command()
@cluster_option
@delete_options
def delete(
    *,
    name: str | None,
    skip_final_snapshot: bool,
    yes: bool,
    update: bool,
    env_file: Path | None,
    poll_seconds: float,
) -> None:
    """Delete the cluster, after a final snapshot that stays until it is deleted by hand; asks for the name.

    One whose deletion is under way is awaited.

    \b
    Example:
        amzn-review redshift cluster delete
    """
    from amzn_review.redshift_cluster.cluster import LEAVING, snapshot_name

    settings = load_settings()
    with aws_sentence():
        one = open_cluster(settings, name, nobody, poll_seconds)
        block = one.info()
        identifier = str(block.fields["ClusterIdentifier"])
        is_leaving = block.fields["ClusterStatus"] in LEAVING
        snapshot = FinalSnapshot(None if skip_final_snapshot else snapshot_name(identifier, "final"))
        if not is_leaving:
            what = f"cluster {identifier} in {settings.s3_named.region}, {snapshot.plan}"
            confirm_name(what, identifier, yes=yes)
        with status_line(f"delete {identifier}") as report_status:
            replace(one, report_status=report_status).delete(snapshot.name)
        click.echo(f"Cluster {identifier} is deleted; {snapshot.outcome(is_leaving=is_leaving)}.")
        if update:
            host = block.endpoint[0] if block.endpoint else ""
            forget_in_airflow(settings, env_file, "AWS_REDSHIFT_HOST", host)


@click.command()
@cluster_option
@click.option("--snapshot", help="Its name. Default: CLUSTER-backup-MOMENT.")
@json_option
@poll_option
def backup(*, name: str | None, snapshot: str | None, as_json: bool, poll_seconds: float) -> None:
    """Take a snapshot of the cluster, and wait until it is whole; one of that name under way is awaited.

    \b
    Example:
        amzn-review redshift cluster backup --snapshot before-migration
    """
    from amzn_review.redshift_cluster.cluster import snapshot_name
    from amzn_review.redshift_cluster.snapshot import take_snapshot

    settings = load_settings()
    identifier = name or settings.redshift_named.cluster_identifier
    snapshot = snapshot or snapshot_name(identifier, "backup")
    with aws_sentence(again=f"Give --snapshot {snapshot} to wait for it."):
        with status_line(f"backup {identifier}") as report_status:
            one = open_cluster(settings, identifier, report_status, poll_seconds)
            fields = take_snapshot(one.client, identifier, snapshot, report_status, poll_seconds=poll_seconds)
        show_block(fields, as_json=as_json)
