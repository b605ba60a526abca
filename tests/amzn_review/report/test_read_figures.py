"""The report's numbers are those of one moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from amzn_review.postgres.run_sql import run_sql
from amzn_review.report.read_figures import read_figures
from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from tests.conftest import SQL_DIR
from tests.workflow.analytics_rows import STATION, add_reviews, day


def test_what_is_loaded_meanwhile_is_left_out(warehouse: psycopg.Connection, server: PostgresServer) -> None:
    address = DatabaseAddress("127.0.0.1", server.port, "warehouse", SUPERUSER, server.superuser_password)
    add_reviews(warehouse, [("A", day(0), 5)])
    warehouse.commit()

    def ask_while_loading(name: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        with address.connect() as loading:
            add_reviews(loading, [("B", day(1), 1)])
        return run_sql(warehouse, SQL_DIR / name, parameters)

    run_sql(warehouse, SQL_DIR / "report" / "begin.sql")
    first = warehouse.execute("select count(*) from reviews").fetchone()
    figures = read_figures(ask_while_loading, STATION, is_asked=False)
    assert first == (1,)
    assert (
        figures.totals.reviews
        == sum(each.reviews for each in figures.stars)
        == figures.months[0].reviews
        == 1
    )
    assert [(each.asin, each.reviews) for each in figures.products] == [("A", 1)]
    warehouse.rollback()
    assert warehouse.execute("select count(*) > 1 from reviews").fetchone() == (True,)
