"""`amzn-review db`: the warehouse's tables."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.command_errors import reporting_errors
from settings import RedshiftSettings, Settings, load_settings
from storage.folder_lock import only_process

if TYPE_CHECKING:
    from amzn_review.redshift.session import RedshiftSession
    from services.postgres.databases import DatabaseAddress


@click.group()
def db() -> None:
    """Create the warehouse's tables, or begin again with empty ones."""


_local = click.option("--local", is_flag=True, help="In PostgreSQL, not in Redshift.")
_LOCAL_LOCK = "local-run.lock"


@db.command()
@_local
def init(*, local: bool) -> None:
    """Create the warehouse's tables, or apply the migrations that they lack; rows stay.

    What is embedded is started if it is not running. Names the migrations that were applied on stderr.

    \b
    Example:
        amzn-review db init --local
        amzn-review db init
    """
    if local:
        from amzn_review.postgres.migrations import migrate

        _in_warehouse(lambda address, sql_dir: migrate(address.transaction, sql_dir, _report))
    else:
        from amzn_review.redshift import migrations

        _in_redshift(lambda session: migrations.migrate(session, _report))
    click.echo("The warehouse's tables are there.")


@db.command()
@_local
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(*, local: bool, yes: bool) -> None:
    """Drop all tables of the warehouse with their rows, and create them empty.

    The files in raw/ stay; `make clear-local` lets the uploader bring reviews in again.

    \b
    Example:
        amzn-review db reset --local --yes
    """
    settings = load_settings()
    if not yes:
        to = settings.postgres if local else _redshift(settings)
        where = f"database {to.database}" if local else f"database {to.database} of Redshift at {to.host}"
        click.confirm(f"Drop every table of the warehouse in {where}?", abort=True, err=True)
    if local:
        from amzn_review.postgres.tables import recreate_tables

        _in_warehouse(lambda address, sql_dir: recreate_tables(address.transaction, sql_dir))
    else:
        from amzn_review.redshift import tables

        _in_redshift(tables.recreate_tables)
    click.echo("The warehouse's tables are there, and empty.")


@db.command()
@_local
def shell(*, local: bool) -> None:
    """Open PostgreSQL's own prompt, psql, in the warehouse; it speaks with Redshift too.

    \b
    Example:
        echo 'select rating, count(*) from reviews group by 1' | amzn-review db shell --local
    """
    from services.aws.aws_connections import redshift_address
    from services.postgres.databases import warehouse_address
    from services.postgres.postgres_server import program
    from services.postgres.psql_environment import psql_environment

    settings = load_settings()
    if local:
        with reporting_errors(settings.data_dir):
            address = warehouse_address(settings)
            address.connect().close()
    else:
        _redshift(settings)
        address = redshift_address(settings)
    environment = psql_environment(settings, address, is_redshift=not local)
    place = ["-h", address.host, "-p", str(address.port), "-U", address.user, address.database]
    os.execve(program("psql"), ["psql", *place], environment)  # noqa: S606 - psql takes this process's place


def _redshift(settings: Settings) -> RedshiftSettings:
    """How to reach Redshift; what is not set ends the command with a sentence."""
    with reporting_errors(settings.data_dir):
        return settings.require_redshift()


def _in_redshift(action: Callable[[RedshiftSession], None]) -> None:
    """Run the action in Redshift, the stand-in if that is what the settings name, started if need be."""
    from amzn_review.cli.redshift_warehouse import redshift_session
    from services.airflow.airflow_parts import bring_up_databases
    from services.aws.redshift_server import start_redshift_stand_in

    settings = load_settings()
    _redshift(settings)
    lock = settings.state_dir / _LOCAL_LOCK
    with reporting_errors(settings.data_dir), only_process(lock, "make local", settings.project_root):
        if settings.redshift_named.is_embedded:
            bring_up_databases(settings)
            start_redshift_stand_in(settings)
        action(redshift_session(settings))


def _in_warehouse(action: Callable[[DatabaseAddress, Path], None]) -> None:
    """Run the action on the warehouse and the statements' folder, and not while `make local` is at work."""
    from services.airflow.airflow_parts import bring_up_databases
    from services.postgres.databases import warehouse_address

    settings = load_settings()
    lock = settings.state_dir / _LOCAL_LOCK
    with reporting_errors(settings.data_dir), only_process(lock, "make local", settings.project_root):
        bring_up_databases(settings)
        action(warehouse_address(settings), settings.sql_dir)


def _report(sentence: str) -> None:
    click.echo(sentence, err=True)
