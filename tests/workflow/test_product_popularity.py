"""View product_popularity, against numbers worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest

from tests.workflow.analytics_rows import add_reviews, day, rows

LAST = day(1000)


def ago(days: int) -> date:
    return LAST - timedelta(days=days)


def test_every_column(warehouse: psycopg.Connection) -> None:
    # The year before begins 729 days ago, the last year 364; the review of 730 days ago is in neither.
    add_reviews(
        warehouse,
        [
            ("OLD", ago(730), 1),
            ("OLD", ago(729), 2),
            ("OLD", ago(365), 3),
            ("OLD", ago(364), 5),
            ("NEW", ago(0), 4),
        ],
    )
    warehouse.execute(
        "insert into products (asin, product_name, is_placeholder) values ('NONE', 'Lamp', false)"
    )
    # The prior: 10 reviews at (1 + 2 + 3 + 5 + 4) / 5 = 3 stars. OLD: (30 + 11) / 14; NEW: (30 + 4) / 11.
    assert rows(
        warehouse,
        "select asin, product_name, prior_reviews, prior_mean, reviews, mean_rating, bayesian_rating, "
        "first_day, last_day, reviews_last_year, reviews_year_before, reviews_change, rating_last_year, "
        "rating_year_before, rating_change from product_popularity order by asin",
    ) == [
        ("NEW", None, 10, 3.0, 1, 4.0, pytest.approx(34 / 11), LAST, LAST, 1, 0, 1, 4.0, None, None),
        ("NONE", "Lamp", 10, 3.0, 0, None, 3.0, None, None, 0, 0, 0, None, None, None),
        ("OLD", None, 10, 3.0, 4, 2.75, pytest.approx(41 / 14), ago(730), ago(364), 1, 2, -1, 5.0, 2.5, 2.5),
    ]  # fmt: skip


def test_few_perfect_reviews_do_not_beat_many_good_ones(warehouse: psycopg.Connection) -> None:
    add_reviews(warehouse, [("FEW", day(0), 5)] * 2 + [("MANY", day(0), 5)] * 90 + [("MANY", day(0), 4)] * 8)
    add_reviews(warehouse, [("POOR", day(0), 1)] * 50)
    best = rows(warehouse, "select asin, mean_rating from product_popularity order by bayesian_rating desc")
    assert best == [("MANY", pytest.approx(482 / 98)), ("FEW", 5.0), ("POOR", 1.0)]


def test_a_product_without_any_review_in_the_warehouse(warehouse: psycopg.Connection) -> None:
    warehouse.execute("insert into products (asin, is_placeholder) values ('A', false)")
    assert rows(
        warehouse, "select asin, prior_mean, reviews, mean_rating, bayesian_rating from product_popularity"
    ) == [("A", None, 0, None, None)]
