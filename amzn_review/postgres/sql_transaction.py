"""One transaction of PostgreSQL, asked by files of SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from amzn_review.postgres.run_sql import copy_rows, run_changes, run_sql
from amzn_review.sql_catalog import SqlCatalog

if TYPE_CHECKING:
    from amzn_review.postgres.loader import Connect


@dataclass(frozen=True)
class SqlTransaction:
    """The transaction of `connection`; its statements are named by their file in `sql`."""

    connection: psycopg.Connection[Any]
    sql: SqlCatalog

    def rows(self, name: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Run a file. Returns the rows of its last statement, none when it returns nothing."""
        return run_sql(self.connection, self.sql.path(name), parameters)

    def run(self, name: str, parameters: Mapping[str, object] | None = None) -> int:
        """Run a file. Returns how many rows its last statement changed."""
        return run_changes(self.connection, self.sql.path(name), parameters)

    def copy(self, name: str, rows: Iterable[Sequence[object]]) -> int:
        """Send rows to the COPY of a file. Returns how many the server says it has written."""
        return copy_rows(self.connection, self.sql.path(name), rows)


@contextmanager
def sql_transaction(connect: Connect, sql_dir: Path) -> Iterator[SqlTransaction]:
    """A transaction on a connection of its own: committed at the end, undone when the block raises."""
    with connect() as connection:
        yield SqlTransaction(connection, SqlCatalog(sql_dir))
