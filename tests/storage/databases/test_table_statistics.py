"""A table that a transaction has filled is known to the planner at its end, and no other one is looked at."""

from __future__ import annotations

import pytest

from services.postgres.databases import DatabaseAddress
from storage.databases.table_statistics import MANY_ROWS, analyze_grown_tables

FILL = "insert into {} select number % 7 from generate_series(1, {}) as number"
KNOWN = "select tablename, n_distinct from pg_stats where schemaname = 'public' order by 1"


@pytest.mark.parametrize(("rows", "analyzed"), [(MANY_ROWS, ["grown"]), (MANY_ROWS - 1, [])])
def test_tables_of_many_new_rows_are_analyzed(
    empty_database: DatabaseAddress, rows: int, analyzed: list[str]
) -> None:
    with empty_database.connect() as connection:
        for name in ("grown", "still", "other"):
            connection.execute(f'create table "{name}" (number integer)')
    with empty_database.connect() as connection:
        connection.execute(FILL.format("grown", rows))
        connection.execute(FILL.format("other", 10))
        connection.execute("create temporary table passing (number integer)")
        connection.execute(FILL.format("passing", rows))
        assert analyze_grown_tables(connection) == analyzed
    with empty_database.connect() as connection:
        assert connection.execute(KNOWN).fetchall() == [(name, 7.0) for name in analyzed]


def test_a_table_that_grows_by_less_than_a_tenth_is_not_analyzed_again(
    empty_database: DatabaseAddress,
) -> None:
    with empty_database.connect() as connection:
        connection.execute('create table "A table" (number integer)')
        connection.execute(FILL.format('"A table"', 10 * MANY_ROWS))
        assert analyze_grown_tables(connection) == ["A table"]
    with empty_database.connect() as connection:
        connection.execute(FILL.format('"A table"', MANY_ROWS))
        assert analyze_grown_tables(connection) == []
        connection.execute(FILL.format('"A table"', 1))
        assert analyze_grown_tables(connection) == ["A table"]
