"""Brings the warehouse in Redshift to the schema of this code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
from psycopg2.errors import UndefinedTable

from amzn_review.corpus.made_up_reviews import default_keys
from amzn_review.migrations.migrator import LEDGER, Migrator
from amzn_review.redshift.redshift_error import RedshiftError
from amzn_review.redshift.session import RedshiftSession, RedshiftTransaction
from amzn_review.sql_catalog import SqlCatalog


def migrate(session: RedshiftSession, report: Callable[[str], None]) -> None:
    """Make the tables of a new warehouse, or apply the migrations that it has not applied yet.

    `report` takes a sentence for each migration that was applied. A load that is under way is waited for,
    unless nothing is missing. Raises MigrationError, RedshiftError; migrations that were applied before are
    kept.
    """
    Migrator(RedshiftWarehouse(session), report, {"made_up_keys": default_keys}).run()


@dataclass(frozen=True)
class RedshiftWarehouse:
    """The database of `session`."""

    session: RedshiftSession
    statement_faults: tuple[type[Exception], ...] = (
        psycopg2.DataError,
        psycopg2.IntegrityError,
        psycopg2.InternalError,
        psycopg2.NotSupportedError,
        psycopg2.ProgrammingError,
    )
    reset_command: str = "make resetdb"

    @property
    def sql(self) -> SqlCatalog:
        """The session's statements."""
        return self.session.sql

    def ledger(self) -> list[tuple[Any, ...]] | None:
        """The rows of table schema_migrations; None when it is not there."""
        try:
            return self.session.run_file(LEDGER)
        except RedshiftError as error:
            if isinstance(error.__cause__, UndefinedTable):
                return None
            raise

    @contextmanager
    def turn(self) -> Iterator[RedshiftTransaction]:
        """A transaction that has the load's lock."""
        self._make_lock()
        with self.session.transaction() as transaction:
            transaction.run("migrate/one_at_a_time.sql")
            yield transaction

    def _make_lock(self) -> None:
        """Make the table that a load locks, if it is missing.

        Of two processes that make it at the same moment one is refused, and finds it when it tries again.
        """
        try:
            self.session.run_file("schema/005_load_turns.sql")
        except RedshiftError as error:
            if not isinstance(error.__cause__, self.statement_faults):
                raise
            self.session.run_file("schema/005_load_turns.sql")
