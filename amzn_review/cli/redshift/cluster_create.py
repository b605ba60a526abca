"""`amzn-review redshift cluster create`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amzn_review.cli.aws_command import (
    aws_sentence,
    show_block,
)
from amzn_review.cli.redshift.cluster_client import cluster_option, nobody, open_cluster, show_cluster
from amzn_review.cli.redshift.cluster_password import new_password
from amzn_review.cli.redshift.warehouse_options import create_options, public_option
from console.status_line import status_line
from settings import load_settings

if TYPE_CHECKING:
    from amzn_review.redshift_cluster.cluster_shape import ClusterShape


@click.command()
@cluster_option
@click.option("--node-type", help="Default: AWS_REDSHIFT_NODE_TYPE.")
@click.option("--nodes", type=int, help="Default: AWS_REDSHIFT_NUMBER_OF_NODES.")
@public_option
@click.option("--subnet-group", default="", help="Where in the VPC. Default: the account's default VPC.")
@click.option("--security-group", multiple=True, help="Id of a VPC security group; may be given again.")
@create_options
def create(
    *,
    name: str | None,
    node_type: str | None,
    nodes: int | None,
    public: bool,
    subnet_group: str,
    security_group: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
    update: bool,
    env_file: Path | None,
    poll_seconds: float,
) -> None:
    """Make the cluster, encrypted, and wait until it can be used; one of the same shape is left alone.

    The password of AWS_REDSHIFT_USER is AWS_REDSHIFT_PASSWORD, or asked for. AWS_IAM_ROLE_ARN is attached.

    \b
    Example:
        amzn-review redshift cluster create --dry-run
        amzn-review redshift cluster create --nodes 2 --update-airflow
    """
    from amzn_review.redshift_cluster.cluster_shape import ClusterShape

    settings = load_settings()
    named = settings.redshift_named
    shape = ClusterShape(
        identifier=name or named.cluster_identifier,
        node_type=node_type or named.node_type,
        number_of_nodes=named.number_of_nodes if nodes is None else nodes,
        database=named.database,
        user=named.user,
        port=named.port,
        is_public=public,
        role_arn=named.iam_role_arn,
        subnet_group=subnet_group,
        security_groups=security_group,
    )
    with aws_sentence():
        shape.check()
        if dry_run:
            show_block(_plan(shape, settings.s3_named.region), as_json=as_json)
            return
        one = open_cluster(settings, shape.identifier, nobody, poll_seconds)
        with status_line(f"create {shape.identifier}") as report_status:
            block = replace(one, report_status=report_status).standing(shape)
        if block:
            click.echo(f"The cluster is there in this shape: {block.fields['ClusterStatus']}.", err=True)
        else:
            password = new_password(settings)
            with status_line(f"create {shape.identifier}") as report_status:
                block = replace(one, report_status=report_status).create(shape, password)
        show_cluster(settings, block, as_json=as_json, env_file=env_file, update=update)


def _plan(shape: ClusterShape, region: str) -> dict[str, Any]:
    from amzn_review.redshift_cluster.list_price import price_sentence

    request = shape.request()
    return {
        "WouldCreate": "cluster",
        "Region": region,
        **request,
        "NumberOfNodes": shape.number_of_nodes,
        "Price": price_sentence(region, shape.node_type, shape.number_of_nodes),
    }
