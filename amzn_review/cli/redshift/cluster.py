"""`amzn-review redshift cluster`: a cluster's life."""

from __future__ import annotations

from pathlib import Path

import click

from amzn_review.cli.aws_command import airflow_options, aws_sentence, json_option, poll_option, show_block
from amzn_review.cli.redshift.cluster_client import cluster_option, nobody, open_cluster, show_cluster
from amzn_review.cli.redshift.cluster_create import create
from amzn_review.cli.redshift.cluster_delete import backup, delete
from console.status_line import status_line
from settings import load_settings


@click.group()
def cluster() -> None:
    """A cluster of one's own, billed by the hour.

    Credentials are found as boto3 does; the region is AWS_REGION.
    """


for command in (create, delete, backup):
    cluster.add_command(command)


@cluster.command()
@cluster_option
@json_option
@airflow_options
def info(*, name: str | None, as_json: bool, update: bool, env_file: Path | None) -> None:
    """Print the cluster as it is now.

    \b
    Example:
        amzn-review redshift cluster info --json
    """
    settings = load_settings()
    with aws_sentence():
        block = open_cluster(settings, name, nobody, 1).info()
        show_cluster(settings, block, as_json=as_json, env_file=env_file, update=update)


@cluster.command()
@cluster_option
@json_option
@poll_option
def pause(*, name: str | None, as_json: bool, poll_seconds: float) -> None:
    """Put the cluster to sleep: until it is resumed only its storage is billed.

    \b
    Example:
        amzn-review redshift cluster pause
    """
    settings = load_settings()
    with aws_sentence():
        with status_line("pause") as report_status:
            block, is_new = open_cluster(settings, name, report_status, poll_seconds).pause()
        _note_if_done_before("paused", is_new=is_new)
        show_block(block.fields, as_json=as_json)


@cluster.command()
@cluster_option
@json_option
@poll_option
def resume(*, name: str | None, as_json: bool, poll_seconds: float) -> None:
    """Wake a paused cluster, and wait until it can be used.

    \b
    Example:
        amzn-review redshift cluster resume
    """
    settings = load_settings()
    with aws_sentence():
        with status_line("resume") as report_status:
            block, is_new = open_cluster(settings, name, report_status, poll_seconds).resume()
        _note_if_done_before("awake", is_new=is_new)
        show_block(block.fields, as_json=as_json)


def _note_if_done_before(state: str, *, is_new: bool) -> None:
    if not is_new:
        click.echo(f"The cluster was {state} already.", err=True)
