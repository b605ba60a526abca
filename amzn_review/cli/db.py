"""`amzn-review db`: the warehouse's tables."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from amzn_review.cli.one_sentence import cli_settings, one_sentence
from amzn_review.folder_lock import only_process


@click.group()
def db() -> None:
    """Create the warehouse's tables, or begin again with empty ones."""


_local = click.option("--local", is_flag=True, help="In PostgreSQL, not in Redshift.")


@db.command()
@_local
def init(*, local: bool) -> None:
    """Create the tables that are missing; the embedded PostgreSQL is started if it is not running.

    \b
    Example:
        amzn-review db init --local
    """
    _require_local(local=local)
    from amzn_review.sql_file import create_tables  # noqa: PLC0415 - drivers, only where they are used

    _in_warehouse(create_tables)
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
    _require_local(local=local)
    from amzn_review.sql_file import create_tables, drop_tables  # noqa: PLC0415 - as above

    if not yes:
        database = cli_settings().postgres.database
        click.confirm(f"Drop every table of the warehouse in database {database}?", abort=True, err=True)
    _in_warehouse(drop_tables, create_tables)
    click.echo("The warehouse's tables are there, and empty.")


@db.command()
@_local
def shell(*, local: bool) -> None:
    """Open PostgreSQL's own prompt, psql, in the warehouse.

    \b
    Example:
        echo 'select rating, count(*) from reviews group by 1' | amzn-review db shell --local
    """
    _require_local(local=local)
    from services.databases import warehouse_address  # noqa: PLC0415 - as above
    from services.postgres_server import program  # noqa: PLC0415 - as above

    settings = cli_settings()
    with one_sentence(settings.data_dir):
        address = warehouse_address(settings)
        address.connect().close()
    # The password goes by the environment: arguments are for everyone to read.
    environment = {**settings.environment, "PGPASSWORD": address.password}
    place = ["-h", address.host, "-p", str(address.port), "-U", address.user, address.database]
    os.execve(program("psql"), ["psql", *place], environment)  # noqa: S606 - psql takes this process's place


def _require_local(*, local: bool) -> None:
    if not local:
        click.echo("Redshift is not built yet: run again with --local.", err=True)
        raise SystemExit(2)


def _in_warehouse(*actions: Callable[..., Any]) -> None:
    """Run the actions in one transaction of the warehouse, and not while `make local` is at work."""
    from services.airflow_parts import bring_up_databases  # noqa: PLC0415 - as above
    from services.databases import warehouse_address  # noqa: PLC0415 - as above

    settings = cli_settings()
    lock = settings.state_dir / "local-run.lock"
    with one_sentence(settings.data_dir), only_process(lock, "make local", settings.project_root):
        bring_up_databases(settings)
        with warehouse_address(settings).transaction() as connection:
            for action in actions:
                action(connection, settings.sql_dir)
