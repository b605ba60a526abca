"""The report's numbers from the Redshift stand-in are those from PostgreSQL.

The stand-in runs the statements on PostgreSQL: only a cluster proves that it takes and computes them so.
"""

from __future__ import annotations

import psycopg

from amzn_review.postgres.run_sql import run_sql
from amzn_review.redshift.session import RedshiftSession
from amzn_review.redshift.tables import recreate_tables
from amzn_review.report.read_figures import read_figures
from tests.conftest import SQL_DIR
from tests.redshift_site import RedshiftSite
from tests.workflow.analytics_rows import STATION, add_climate, day

PRODUCT = (
    "insert into products (asin, product_name, features, also_bought, also_viewed, is_placeholder, "
    "is_made_up) values (%s, %s, '[]', '[]', '[]', false, false)"
)
REVIEW = (
    "insert into reviews (review_key, reviewer_id, asin, rating, vote, review_time, batch_id, source_key, "
    "line_number) values (md5(%s)::{}, 'R', %s, %s, 0, %s, 'b', 'k', 1)"
)


def fill(connection: psycopg.Connection, key_type: str) -> None:
    """Sixty days of two products, wet on every third; a burst of one of them."""
    connection.execute(PRODUCT, ["LAMP", "A lamp"])
    connection.execute(PRODUCT, ["CUP", None])
    reviews = [("LAMP", 1 + number % 5, number) for number in range(60)]
    reviews += [("CUP", 4 + (number + copy) % 2, number) for number in range(0, 60, 7) for copy in (0, 1)]
    reviews += [("LAMP", 1, 33)] * 30
    for place, (asin, rating, number) in enumerate(reviews):
        connection.execute(REVIEW.format(key_type), [str(place), asin, rating, day(number)])
    add_climate(
        connection, [(day(number), {"precipitation": 9.0 * (number % 3 == 0)}) for number in range(50)]
    )


def test_both_warehouses_say_the_same(
    session: RedshiftSession, redshift_site: RedshiftSite, warehouse: psycopg.Connection
) -> None:
    fill(warehouse, "uuid")
    with redshift_site.postgres.connect() as connection:
        fill(connection, "char(32)")
    local = read_figures(
        lambda name, parameters: run_sql(warehouse, SQL_DIR / name, parameters), STATION, is_asked=True
    )
    with session.transaction() as transaction:
        distant = read_figures(transaction.rows, STATION, is_asked=True)
    assert distant == local
    assert [(burst.asin, burst.date, burst.reviews) for burst in local.bursts] == [("LAMP", day(33), 31)]
    assert [row.is_significant for row in local.weather] == [False, None, None, None, None]


def test_tables_go_though_views_stand_on_them(session: RedshiftSession) -> None:
    recreate_tables(session)
    with session.transaction() as transaction:
        figures = read_figures(transaction.rows, STATION, is_asked=False)
    assert (figures.totals.reviews, figures.coverage, figures.products) == (0, [], [])
