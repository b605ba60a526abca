"""The views of analytics as a set: they parse as Redshift's, are replaced beside a load under way, and go."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import sqlglot
from psycopg import sql
from sqlglot import exp

from amzn_review.postgres.run_sql import run_sql
from amzn_review.postgres.tables import create_tables, drop_tables
from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from tests.conftest import SQL_DIR
from tests.workflow.analytics_rows import add_climate, add_reviews, day, rows

VIEWS = ["climate_coverage", "product_popularity", "rating_by_weather", "review_bursts", "review_days"]
FILES = sorted((SQL_DIR / "views").glob("2*.sql"))
# What PostgreSQL has and Redshift has not: https://docs.aws.amazon.com/redshift/latest/dg/c_redshift-and-postgres-sql.html
ONLY_POSTGRES = (exp.Array, exp.Filter, exp.Lateral, exp.Unnest, exp.ExplodingGenerateSeries, exp.Values)


def test_there_is_a_file_for_each_view() -> None:
    assert sorted(path.stem[4:] for path in FILES) == VIEWS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_redshift_takes_it_as_far_as_a_parser_knows(path: Path) -> None:
    """Only a cluster can prove that it runs there."""
    created, *comments = sqlglot.parse(
        path.read_text(), read="redshift", error_level=sqlglot.ErrorLevel.RAISE
    )
    assert isinstance(created, exp.Create)
    assert created.kind == "VIEW"
    assert not list(created.find_all(*ONLY_POSTGRES))
    assert not [each for each in created.find_all(exp.Distinct) if each.args.get("on")]
    assert comments
    assert {type(each) for each in comments} == {exp.Comment}


def test_they_are_replaced_while_a_load_is_under_way(
    warehouse: psycopg.Connection, server: PostgresServer
) -> None:
    add_reviews(warehouse, [("A", day(0), 5)])
    add_climate(warehouse, [(day(0), {})])
    address = DatabaseAddress("127.0.0.1", server.port, "warehouse", SUPERUSER, server.superuser_password)
    with address.connect() as other:
        other.execute("set lock_timeout = '1s'")
        for path in FILES:
            run_sql(other, path)
    assert rows(warehouse, "select reviews from review_days") == [(1,)]


def test_a_reset_drops_them_and_brings_them_back_empty(warehouse: psycopg.Connection) -> None:
    add_reviews(warehouse, [("A", day(0), 5)])
    views = "select table_name from information_schema.views where table_name = any(%s)"
    assert sorted(name for (name,) in rows(warehouse, views, VIEWS)) == VIEWS
    drop_tables(warehouse, SQL_DIR)
    assert rows(warehouse, views, VIEWS) == []
    create_tables(warehouse, SQL_DIR)
    for view in VIEWS:
        assert warehouse.execute(sql.SQL("select * from {}").format(sql.Identifier(view))).fetchall() == []
