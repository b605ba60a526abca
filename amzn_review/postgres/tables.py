"""The warehouse's tables and views in PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from amzn_review.migrations import migrator
from amzn_review.postgres.run_sql import run_sql
from amzn_review.postgres.sql_transaction import SqlTransaction
from amzn_review.sql_catalog import SqlCatalog

if TYPE_CHECKING:
    from amzn_review.postgres.loader import Connect


def create_tables(connection: psycopg.Connection[Any], sql_dir: Path) -> None:
    """Make the tables and views of a new warehouse, in the connection's transaction.

    Raises psycopg.Error, as when a table is there already: `migrate` brings such a warehouse up to date.
    """
    sql = SqlCatalog(sql_dir)
    migrator.create_schema(SqlTransaction(connection, sql), sql)


def drop_tables(connection: psycopg.Connection[Any], sql_dir: Path) -> None:
    """Drop every table of the warehouse with all its rows."""
    run_sql(connection, sql_dir / "reset" / "drop_tables.sql")


def recreate_tables(connect: Connect, sql_dir: Path) -> None:
    """Drop every table of the warehouse with all its rows, and create them empty, in one transaction."""
    with connect() as connection:
        drop_tables(connection, sql_dir)
        create_tables(connection, sql_dir)
