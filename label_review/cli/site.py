"""The site that the settings name, for the commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.command_errors import reporting_errors
from settings import Settings

if TYPE_CHECKING:
    from label_review.web.review_site import ReviewSite

REVIEW_PORT = 8_501


@contextmanager
def open_site(settings: Settings, *, port: int = REVIEW_PORT, people: int = 1) -> Iterator[ReviewSite]:
    """The site over the warehouse of this machine; an error ends the command with a sentence."""
    from functools import partial

    from psycopg.errors import UndefinedColumn, UndefinedTable

    from label_review.web.connection_pool import ConnectionPool
    from label_review.web.review_site import ReviewSite
    from services.ports import LOOPBACK
    from services.postgres.databases import warehouse_address

    pool = ConnectionPool(partial(warehouse_address(settings).connect, autocommit=True))
    with reporting_errors(settings.data_dir):
        try:
            yield ReviewSite(
                pool,
                settings.sql_dir,
                settings.task_dirs,
                Path(settings.models_storage),
                f"http://{LOOPBACK}:{port}",
                settings.tasks_switched_on,
                people,
            )
        except (UndefinedTable, UndefinedColumn) as error:
            raise click.ClickException(
                "The warehouse's tables are not there, or are those of an earlier version: run "
                "`make init-local`, which creates them or says what to do."
            ) from error
        finally:
            pool.close()
