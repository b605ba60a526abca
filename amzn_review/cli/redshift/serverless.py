"""`amzn-review redshift serverless`: Redshift without a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amzn_review.cli.aws_command import (
    airflow_options,
    aws_sentence,
    confirm_name,
    forget_in_airflow,
    json_option,
    show_block,
    update_airflow,
)
from amzn_review.cli.redshift.cluster_client import nobody
from amzn_review.cli.redshift.cluster_password import new_password
from amzn_review.cli.redshift.final_snapshot import FinalSnapshot
from amzn_review.cli.redshift.warehouse_options import create_options, delete_options, public_option
from console.status_line import status_line
from settings import Settings, load_settings

if TYPE_CHECKING:
    from amzn_review.aws.wait import ReportStatus
    from amzn_review.redshift_cluster.serverless import Serverless
    from amzn_review.redshift_cluster.serverless_shape import ServerlessShape

_name_option = click.option(
    "--name", metavar="NAME", help="Of namespace and workgroup. Default: AWS_REDSHIFT_CLUSTER_IDENTIFIER."
)


@click.group()
def serverless() -> None:
    """Redshift without a cluster, billed for the seconds in which queries run.

    Credentials are found as boto3 does; the region is AWS_REGION.
    """


@serverless.command()
@_name_option
@click.option(
    "--rpus", type=int, default=8, show_default=True, help="Base capacity: 4, or 8 to 512 in eights, to 1024."
)
@public_option
@create_options
def create(
    *,
    name: str | None,
    rpus: int,
    public: bool,
    dry_run: bool,
    as_json: bool,
    update: bool,
    env_file: Path | None,
    poll_seconds: float,
) -> None:
    """Make a namespace and a workgroup, encrypted, and wait for them; those of the same shape are left alone.

    The password of AWS_REDSHIFT_USER is AWS_REDSHIFT_PASSWORD, or asked for. AWS_IAM_ROLE_ARN is attached.

    \b
    Example:
        amzn-review redshift serverless create --rpus 8 --dry-run
    """
    from amzn_review.redshift_cluster.serverless_shape import ServerlessShape

    settings = load_settings()
    named = settings.redshift_named
    shape = ServerlessShape(
        name=name or named.cluster_identifier,
        rpus=rpus,
        database=named.database,
        user=named.user,
        is_public=public,
        role_arn=named.iam_role_arn,
    )
    with aws_sentence():
        shape.check()
        if dry_run:
            show_block(_plan(shape, settings.s3_named.region), as_json=as_json)
            return
        looking = _serverless(settings, shape.name, nobody, poll_seconds)
        has_namespace, has_workgroup = looking.has_namespace(shape), looking.has_workgroup(shape)
        password = "" if has_namespace else new_password(settings)
        if has_namespace and has_workgroup:
            click.echo("Namespace and workgroup are there in this shape.", err=True)
        with status_line(f"create {shape.name}") as report_status:
            making = replace(looking, report_status=report_status)
            if not has_namespace:
                making.create_namespace(shape, password)
            if not has_workgroup:
                making.create_workgroup(shape)
            fields = making.ready()
        _finish(settings, fields, as_json=as_json, env_file=env_file, update=update)


@serverless.command()
@_name_option
@json_option
@airflow_options
def info(*, name: str | None, as_json: bool, update: bool, env_file: Path | None) -> None:
    """Print the workgroup and its namespace as they are now.

    \b
    Example:
        amzn-review redshift serverless info --json
    """
    settings = load_settings()
    with aws_sentence():
        fields = _serverless(settings, name, nobody, 1).info()
        _finish(settings, fields, as_json=as_json, env_file=env_file, update=update)


@serverless.command()
@_name_option
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
    """Delete workgroup and namespace, after a final snapshot that stays; asks for the name.

    \b
    Example:
        amzn-review redshift serverless delete
    """
    from amzn_review.redshift_cluster.cluster import snapshot_name

    settings = load_settings()
    which = name or settings.redshift_named.cluster_identifier
    snapshot = FinalSnapshot(None if skip_final_snapshot else snapshot_name(which, "final"))
    with aws_sentence():
        one = _serverless(settings, which, nobody, poll_seconds)
        host, is_leaving = one.host(), one.is_leaving()
        if not is_leaving:
            confirm_name(f"serverless {which} in {settings.s3_named.region}, {snapshot.plan}", which, yes=yes)
        with status_line(f"delete {which}") as report_status:
            replace(one, report_status=report_status).delete(snapshot.name)
        click.echo(f"Serverless {which} is deleted; {snapshot.outcome(is_leaving=is_leaving)}.")
        if update:
            forget_in_airflow(settings, env_file, "AWS_REDSHIFT_HOST", host)


def _serverless(
    settings: Settings, name: str | None, report_status: ReportStatus, poll_seconds: float
) -> Serverless:
    from amzn_review.aws.control_client import control_client
    from amzn_review.redshift_cluster.serverless import Serverless

    client = control_client("redshift-serverless", settings.s3_named.region)
    return Serverless(client, name or settings.redshift_named.cluster_identifier, report_status, poll_seconds)


def _plan(shape: ServerlessShape, region: str) -> dict[str, Any]:
    from amzn_review.redshift_cluster.list_price import RPU, price_sentence

    return {
        "WouldCreate": "namespace and workgroup",
        "Region": region,
        **shape.namespace_request(),
        **shape.workgroup_request(),
        "Price": price_sentence(region, RPU, shape.rpus),
        "Billed": "by the second while queries run, 60 seconds at least; nothing while it is idle",
    }


def _finish(
    settings: Settings, fields: Mapping[str, Any], *, as_json: bool, env_file: Path | None, update: bool
) -> None:
    show_block(fields, as_json=as_json)
    if not update:
        return
    host, _, port = str(fields["Endpoint"] or "").rpartition(":")
    if not host:
        raise click.ClickException("The workgroup has no endpoint yet: nothing was written.")
    values = {
        "AWS_REDSHIFT_HOST": host,
        "AWS_REDSHIFT_PORT": port,
        "AWS_REDSHIFT_DB_NAME": str(fields["DBName"]),
        "AWS_REDSHIFT_USER": str(fields["AdminUsername"]),
    }
    update_airflow(settings, env_file, values)
