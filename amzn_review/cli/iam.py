"""`amzn-review iam`: the role by which Redshift reads the bucket."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from amzn_review.cli.aws_command import (
    airflow_options,
    aws_sentence,
    confirm_name,
    forget_in_airflow,
    json_option,
    show_block,
    update_airflow,
    yes_option,
)
from settings import Settings, load_settings

if TYPE_CHECKING:
    from amzn_review.iam.copy_role import CopyRole

_DEFAULT_NAME = "amzn-review-copy"
_name_option = click.option("--name", metavar="NAME", default=_DEFAULT_NAME, show_default=True)


@click.group()
def iam() -> None:
    """The role by which Redshift reads the bucket."""


@iam.group()
def role() -> None:
    """Make, show or delete the role.

    Credentials are found as boto3 does.
    """


@role.command()
@_name_option
@click.option("--bucket", metavar="BUCKET", help="The bucket that it may read. Default: AWS_S3_BUCKET.")
@click.option(
    "--cluster", metavar="NAME", help="Who may take it on. Default: AWS_REDSHIFT_CLUSTER_IDENTIFIER."
)
@click.option(
    "--trust",
    type=click.Choice(["cluster", "account"]),
    default="cluster",
    show_default=True,
    help="cluster: that cluster and the region's workgroups; account: every one of the account.",
)
@click.option("--dry-run", is_flag=True, help="Print what it would allow; ask Amazon for nothing.")
@json_option
@airflow_options
def create(
    *,
    name: str,
    bucket: str | None,
    cluster: str | None,
    trust: str,
    dry_run: bool,
    as_json: bool,
    update: bool,
    env_file: Path | None,
) -> None:
    """Make the role with what COPY needs of the bucket and no more; the same role is left alone.

    It may read objects below copy/, list them, and ask for the bucket's region. Roles cost nothing.

    \b
    Example:
        amzn-review iam role create --bucket my-reviews --update-airflow
    """
    from amzn_review.iam.copy_policy import copy_policy, trust_policy
    from amzn_review.iam.copy_role import check_bucket_name, check_role_name

    settings = load_settings()
    region = settings.s3_named.region
    trusted = (cluster or settings.redshift_named.cluster_identifier) if trust == "cluster" else None
    with aws_sentence():
        which = bucket or _bucket(settings)
        check_role_name(name)
        check_bucket_name(which)
        if dry_run:
            plan = {
                "WouldCreate": "role",
                "RoleName": name,
                "Trust": trust_policy("ACCOUNT", region, trusted),
                "Policy": copy_policy(which),
            }
            show_block(plan, as_json=as_json)
            return
        fields, is_new = _role(settings, name).create(which, region, trusted)
        if not is_new:
            click.echo("The role is there, as asked for.", err=True)
        show_block(fields, as_json=as_json)
        if update:
            update_airflow(settings, env_file, {"AWS_IAM_ROLE_ARN": str(fields["Arn"])})


@role.command()
@_name_option
@json_option
@airflow_options
def info(*, name: str, as_json: bool, update: bool, env_file: Path | None) -> None:
    """Print the role: its ARN, who may take it on, and what it allows.

    \b
    Example:
        amzn-review iam role info --json
    """
    settings = load_settings()
    with aws_sentence():
        fields = _role(settings, name).info()
        show_block(fields, as_json=as_json)
        if update:
            update_airflow(settings, env_file, {"AWS_IAM_ROLE_ARN": str(fields["Arn"])})


@role.command()
@_name_option
@yes_option
@airflow_options
def delete(*, name: str, yes: bool, update: bool, env_file: Path | None) -> None:
    """Detach the role's policies and delete it; asks for the name. A role made by others is refused.

    \b
    Example:
        amzn-review iam role delete
    """
    settings = load_settings()
    with aws_sentence():
        one = _role(settings, name)
        arn = str(one.info()["Arn"])
        confirm_name(f"role {arn}", name, yes=yes)
        one.delete()
        click.echo(f"Role {name} is deleted.")
        if update:
            forget_in_airflow(settings, env_file, "AWS_IAM_ROLE_ARN", arn)


def _bucket(settings: Settings) -> str:
    named = settings.s3_named
    if named.is_embedded or not named.bucket:
        raise ValueError("AWS_S3_BUCKET is not set: name your bucket in .env, or with --bucket.")
    return named.bucket


def _role(settings: Settings, name: str) -> CopyRole:
    from amzn_review.aws.control_client import control_client
    from amzn_review.iam.copy_role import CopyRole, check_role_name

    check_role_name(name)
    region = settings.s3_named.region
    return CopyRole(control_client("iam", region), control_client("sts", region), name)
