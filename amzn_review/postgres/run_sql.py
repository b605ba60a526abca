"""Run the statements of one .sql file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from errors import SentenceError


class EarlierTablesError(SentenceError):
    """The tables are those of an earlier version; ``str()`` is one sentence."""


def run_sql(
    connection: psycopg.Connection[Any], path: Path, parameters: Mapping[str, object] | None = None
) -> list[tuple[Any, ...]]:
    """Run all statements of `path`, `%(name)s` bound, in the connection's transaction.

    Returns the rows of the last statement, none when it returns nothing. The parameters are bound on the
    client, because the server's own binding takes one statement at a time.
    """
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(path.read_bytes(), parameters)
        while cursor.nextset():
            pass
        return cursor.fetchall() if cursor.description else []


def run_changes(
    connection: psycopg.Connection[Any], path: Path, parameters: Mapping[str, object] | None = None
) -> int:
    """As `run_sql`. Returns how many rows the last statement changed."""
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(path.read_bytes(), parameters)
        while cursor.nextset():
            pass
        return cursor.rowcount


def copy_rows(connection: psycopg.Connection[Any], path: Path, rows: Iterable[Sequence[object]]) -> int:
    """Send rows to the COPY of `path`. Returns how many the server says it has written."""
    with connection.cursor() as cursor:
        with cursor.copy(path.read_bytes()) as copy:
            for row in rows:
                copy.write_row(row)
        return cursor.rowcount


def create_tables(connection: psycopg.Connection[Any], sql_dir: Path) -> None:
    """Create the tables that are missing, in the order of their files' numbers. Raises EarlierTablesError."""
    for (name,) in run_sql(connection, sql_dir / "reset" / "earlier_tables.sql"):
        raise EarlierTablesError(
            f"The warehouse has the tables of an earlier version, such as {name}: run `make resetdb-local`, "
            "which drops them with their rows and creates those of this version."
        )
    for path in sorted((sql_dir / "schema").glob("*.sql")):
        run_sql(connection, path)


def drop_tables(connection: psycopg.Connection[Any], sql_dir: Path) -> None:
    """Drop every table of the warehouse with all its rows."""
    run_sql(connection, sql_dir / "reset" / "drop_tables.sql")
