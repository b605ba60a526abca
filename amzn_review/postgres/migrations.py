"""Brings the warehouse in PostgreSQL to the schema of this code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from amzn_review.corpus.made_up_reviews import default_keys
from amzn_review.migrations.migrator import LEDGER, Migrator
from amzn_review.postgres.in_list import InList
from amzn_review.postgres.sql_transaction import SqlTransaction
from amzn_review.sql_catalog import SqlCatalog

if TYPE_CHECKING:
    from amzn_review.postgres.loader import Connect


def migrate(connect: Connect, sql_dir: Path, report: Callable[[str], None]) -> None:
    """Make the tables of a new warehouse, or apply the migrations that it has not applied yet.

    `connect` opens a connection whose block is one transaction, undone if it raises. `report` takes a
    sentence for each migration that was applied. A load that is under way is waited for, unless nothing is
    missing. Raises MigrationError; migrations that were applied before are kept.
    """
    values = {"made_up_keys": lambda: InList(default_keys())}
    Migrator(PostgresWarehouse(connect, SqlCatalog(sql_dir)), report, values).run()


@dataclass(frozen=True)
class PostgresWarehouse:
    """The database that `connect` leads to; the statements are those of `sql`."""

    connect: Connect
    sql: SqlCatalog
    statement_faults: tuple[type[Exception], ...] = (
        psycopg.DataError,
        psycopg.IntegrityError,
        psycopg.InternalError,
        psycopg.NotSupportedError,
        psycopg.ProgrammingError,
    )
    reset_command: str = "make resetdb-local"

    def ledger(self) -> list[tuple[Any, ...]] | None:
        """The rows of table schema_migrations; None when it is not there."""
        with self.connect() as connection:
            try:
                return SqlTransaction(connection, self.sql).rows(LEDGER)
            except psycopg.errors.UndefinedTable:
                connection.rollback()
                return None

    @contextmanager
    def turn(self) -> Iterator[SqlTransaction]:
        """A transaction that has the locks of both loads, of reviews and of climate."""
        with self.connect() as connection:
            transaction = SqlTransaction(connection, self.sql)
            transaction.rows("migrate/one_at_a_time.sql")
            yield transaction
