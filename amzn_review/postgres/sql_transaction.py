"""One transaction of PostgreSQL, asked by files of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from amzn_review.postgres.run_sql import run_sql
from amzn_review.sql_catalog import SqlCatalog


@dataclass(frozen=True)
class SqlTransaction:
    """The transaction of `connection`; its statements are named by their file in `sql`."""

    connection: psycopg.Connection[Any]
    sql: SqlCatalog

    def rows(self, name: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Run a file. Returns the rows of its last statement, none when it returns nothing."""
        return run_sql(self.connection, self.sql.path(name), parameters)
