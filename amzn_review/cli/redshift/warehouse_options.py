"""The options that a cluster and a serverless workgroup have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from amzn_review.cli.aws_command import airflow_options, dry_run_option, json_option, poll_option, yes_option

Command = Callable[..., Any]

public_option = click.option(
    "--public", is_flag=True, help="Give it an address in the internet; by default it has none."
)
_skip_final_snapshot = click.option(
    "--skip-final-snapshot", is_flag=True, help="Keep nothing: the data are gone for good."
)


def create_options(command: Command) -> Command:
    """--dry-run, --json, --update-airflow, --env-file and --poll-seconds."""
    return dry_run_option(json_option(airflow_options(poll_option(command))))


def delete_options(command: Command) -> Command:
    """--skip-final-snapshot, --yes, --update-airflow, --env-file and --poll-seconds."""
    return _skip_final_snapshot(yes_option(airflow_options(poll_option(command))))
