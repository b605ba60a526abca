"""View review_bursts, against examples worked out by hand and the exact binomial tail of scipy."""

from __future__ import annotations

import math
from datetime import date

import psycopg
import pytest
from scipy.stats import binom

from tests.workflow.analytics_rows import add_reviews, day, rows


def spread(asin: str, at_once: int, last: int) -> list[tuple[str, date, int]]:
    """A review on the first day and on day `last`; in between a day with `at_once`."""
    return [(asin, day(0), 5), (asin, day(last), 5), *[(asin, day(3), 1)] * at_once]


def test_an_example_by_hand(warehouse: psycopg.Connection) -> None:
    # N = 10 reviews on D = 1,000 days, n = 8 of them on one:
    # 8 ln(8 * 1000 / 10) + 2 ln(2 * 1000 / (10 * 999)) = 8 * 6.684612 - 2 * 1.608437 = 50.260,
    # and 50.260 / ln 10 = 21.8276
    add_reviews(warehouse, spread("A", 8, 999))
    ((*burst, chance),) = rows(
        warehouse,
        "select asin, date, reviews, product_reviews, product_days, usual_reviews, mean_rating, log10_chance "
        "from review_bursts",
    )
    assert burst == ["A", day(3), 8, 10, 1000, pytest.approx(2 / 999), 1.0]
    assert chance == pytest.approx(-21.8276, abs=5e-5)


@pytest.mark.parametrize(("at_once", "last"), [(5, 99), (6, 199), (20, 49), (40, 299)])
def test_the_chance_is_no_less_than_the_exact_one(
    warehouse: psycopg.Connection, at_once: int, last: int
) -> None:
    add_reviews(warehouse, spread("A", at_once, last))
    ((bound,),) = rows(warehouse, "select log10_chance from review_bursts")
    exact = binom.logsf(at_once - 1, at_once + 2, 1 / (last + 1)) / math.log(10)
    assert exact <= bound < exact + 1.5


def test_the_threshold_lies_where_it_is_said_to(warehouse: psycopg.Connection) -> None:
    # n = 5 of N = 7, worked out by hand: -5.9872 on D = 36 days, -6.0460 on D = 37 days.
    add_reviews(warehouse, spread("UNDER", 5, 35) + spread("OVER", 5, 36))
    assert rows(warehouse, "select asin, product_days from review_bursts") == [("OVER", 37)]


def test_what_is_no_burst(warehouse: psycopg.Connection) -> None:
    four = spread("FOUR", 4, 999)  # 1 in 10^10, but fewer than 5 reviews
    one_day = [("ONE_DAY", day(0), 5)] * 500  # no other day to compare with
    steady = [("STEADY", day(number), 5) for number in range(100) for _ in range(20)]
    quiet = [("QUIET", day(0), 5), *[("QUIET", day(1), 5)] * 12]  # 12 of 13 on one of two days: 1 in 630
    # As unlikely as a burst, but a lull: 6 reviews on a day of a product with 60 a day.
    lull = [("LULL", day(number), 5) for number in range(20) for _ in range(6 if number == 9 else 60)]
    add_reviews(warehouse, four + one_day + steady + quiet + lull)
    assert rows(warehouse, "select asin from review_bursts") == []


def test_a_chance_smaller_than_a_number_can_be(warehouse: psycopg.Connection) -> None:
    add_reviews(warehouse, spread("A", 400, 2999))
    ((bound,),) = rows(warehouse, "select log10_chance from review_bursts")
    assert bound < -1000
