"""Sessions with Redshift, by psycopg2: psycopg 3 binds on the server, which Redshift does not take well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg2
from psycopg2.extensions import AsIs

from amzn_review.redshift.session_error_message import redshift_errors
from amzn_review.sql_catalog import SqlCatalog
from storage.databases.database_encoding import ENCODING

_CONNECT_TIMEOUT_S = 30
_ROWS_A_STATEMENT = 1_000


@dataclass(frozen=True)
class RedshiftAddress:
    """Where the warehouse is, and who asks it. `sslmode` is libpq's."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    sslmode: str = "prefer"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}, database {self.database}, user {self.user}"


class RedshiftTransaction:
    """One transaction; its statements are named by their file below workflow/sql/."""

    def __init__(self, cursor: Any, sql: SqlCatalog) -> None:
        self._cursor = cursor
        self._sql = sql

    def run(self, name: str, parameters: Mapping[str, object] | None = None) -> int:
        """Run a file, `%(name)s` bound on the client. Returns the rows that its last statement changed."""
        self._cursor.execute(self._text(name), parameters)
        return int(self._cursor.rowcount)

    def rows(self, name: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Run a file. Returns the rows of its last statement, none when it returns nothing."""
        self.run(name, parameters)
        return self._cursor.fetchall() if self._cursor.description else []

    def run_many(self, name: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Run a file whose `values %(rows)s` takes the rows, a thousand at a time."""
        for start in range(0, len(rows), _ROWS_A_STATEMENT):
            some = rows[start : start + _ROWS_A_STATEMENT]
            written = b", ".join(self._cursor.mogrify("%s", (row,)) for row in some).decode()
            self.run(name, {"rows": AsIs(written)})

    def _text(self, name: str) -> str:
        return self._sql.path(name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class RedshiftSession:
    """The warehouse at `address`, its statements in `sql`. A connection lives as long as a transaction."""

    address: RedshiftAddress
    sql: SqlCatalog

    @contextmanager
    def transaction(self) -> Iterator[RedshiftTransaction]:
        """One connection and one transaction: committed at the end, undone when the block raises.

        Raises RedshiftError.
        """
        with (
            redshift_errors(str(self.address)),
            closing(self._connect()) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            yield RedshiftTransaction(cursor, self.sql)

    def run_file(self, name: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Run one file in a transaction of its own. Returns the rows of its last statement."""
        with self.transaction() as transaction:
            return transaction.rows(name, parameters)

    def stream(
        self, name: str, parameters: Mapping[str, object], rows_at_once: int
    ) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of one file by a cursor of the server, so many at a time. Raises RedshiftError."""
        with (
            redshift_errors(str(self.address)),
            closing(self._connect()) as connection,
            connection,
            connection.cursor("stream") as cursor,
        ):
            cursor.execute(self.sql.path(name).read_text(encoding="utf-8"), parameters)
            while rows := cursor.fetchmany(rows_at_once):
                yield rows

    def _connect(self) -> Any:
        to = self.address
        return psycopg2.connect(
            host=to.host, port=to.port, dbname=to.database, user=to.user, password=to.password,
            sslmode=to.sslmode, connect_timeout=_CONNECT_TIMEOUT_S, application_name="amzn-review",
            client_encoding=ENCODING,
        )  # fmt: skip
