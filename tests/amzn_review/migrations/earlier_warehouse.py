"""A warehouse of before there was a ledger of migrations: its tables and its rows, frozen as SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("before_the_ledger")
Query = Callable[[str], list[tuple[Any, ...]]]
COLUMNS = (
    "select columns.table_name, columns.column_name from information_schema.columns as columns "
    "inner join information_schema.tables as tables on columns.table_schema = tables.table_schema "
    "and columns.table_name = tables.table_name "
    "where columns.table_schema = current_schema() and tables.table_type = 'BASE TABLE' "
    "order by columns.table_name, columns.ordinal_position"
)


def statements(dialect: str) -> Sequence[str]:
    """What makes it in `dialect`, "postgres" or "redshift": its tables and views, then its rows."""
    return [(FOLDER / f"{dialect}_{part}.sql").read_text() for part in ("tables", "rows")]


def columns(query: Query) -> Mapping[str, Sequence[str]]:
    """The columns of each table that is there, in their order."""
    found: dict[str, list[str]] = {}
    for table, column in query(COLUMNS):
        found.setdefault(table, []).append(column)
    return found


def content(query: Query, of: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[tuple[Any, ...]]]:
    """Every row of these columns of each table, sorted."""
    return {
        table: sorted(query(f"select {', '.join(names)} from {table}"), key=repr)
        for table, names in of.items()
    }
