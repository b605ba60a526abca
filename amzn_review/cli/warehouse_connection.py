"""The warehouse, for a command that only asks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from console.command_errors import reporting_errors
from services.service_error import ServiceError
from settings import Settings

if TYPE_CHECKING:
    import psycopg

# The warehouse on this machine is what is asked anyhow; whoever names it is not refused.
local_option = click.option("--local", is_flag=True, hidden=True, expose_value=False)


@contextmanager
def warehouse_connection(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A connection in one transaction; whatever goes wrong ends the command with a sentence."""
    from psycopg.errors import UndefinedColumn, UndefinedTable

    from services.postgres.databases import warehouse_address

    with reporting_errors(settings.data_dir):
        try:
            with warehouse_address(settings).transaction() as connection:
                yield connection
        except ServiceError as error:
            if isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
                raise click.ClickException(
                    "The warehouse's tables are not there, or are those of an earlier version: run "
                    "`make init-local`, which creates them or says what to do."
                ) from error
            raise
