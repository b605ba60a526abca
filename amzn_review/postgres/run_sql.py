"""Run the statements of one .sql file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg


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
