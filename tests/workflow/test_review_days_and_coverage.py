"""Views review_days and climate_coverage, against numbers counted by hand."""

from __future__ import annotations

from datetime import date, datetime

import psycopg

from tests.workflow.analytics_rows import add_climate, add_reviews, day, rows


def test_a_day_is_one_row_whatever_the_hour(warehouse: psycopg.Connection) -> None:
    moments = [datetime(2018, 1, 1, 0, 0), datetime(2018, 1, 1, 23, 59, 59, 999_000), datetime(2018, 1, 2)]
    add_reviews(warehouse, zip("ABA", moments, (5, 2, 1), strict=True))
    assert rows(warehouse, "select date, reviews, mean_rating from review_days order by 1") == [
        (date(2018, 1, 1), 2, 3.5),
        (date(2018, 1, 2), 1, 1.0),
    ]


def test_coverage_of_stations_that_overlap(warehouse: psycopg.Connection) -> None:
    # Reviews: three on day 0, one each on days 2, 3 and 9.
    add_reviews(warehouse, [("A", day(number), 5) for number in (0, 0, 0, 2, 3, 9)])
    add_climate(warehouse, [(day(number), {}) for number in (0, 1, 2, 4)], "FIRST000001")
    add_climate(warehouse, [(day(number), {}) for number in (20, 21)], "SECOND00001")
    warehouse.execute("insert into stations (station_id, name, longitude, latitude, country) "
                      "values ('NO_CLIMATE1', 'SILENT', 0, 0, 'US')")  # fmt: skip
    assert rows(
        warehouse,
        "select station_id, first_day, last_day, days, missing_days, review_days, covered_review_days, "
        "reviews, covered_reviews, share_of_review_days, share_of_reviews from climate_coverage order by 1",
    ) == [
        ("FIRST000001", day(0), day(4), 4, 1, 4, 2, 6, 4, 0.5, 4 / 6),
        ("SECOND00001", day(20), day(21), 2, 0, 4, 0, 6, 0, 0.0, 0.0),
    ]


def test_climate_without_reviews(warehouse: psycopg.Connection) -> None:
    add_climate(warehouse, [(day(0), {})])
    assert rows(
        warehouse, "select days, reviews, covered_reviews, share_of_reviews from climate_coverage"
    ) == [(1, 0, 0, None)]
    assert rows(warehouse, "select * from review_days") == []
    assert rows(warehouse, "select * from rating_by_weather") == []
