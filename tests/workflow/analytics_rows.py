"""Reviews and climate put straight into the warehouse, for the views that read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import psycopg

FIRST_DAY = date(2018, 1, 1)
STATION = "USW00094728"


def day(number: int) -> date:
    """The day `number` days after the first of 2018."""
    return FIRST_DAY + timedelta(days=number)


def add_reviews(warehouse: psycopg.Connection, reviews: Iterable[tuple[str, date, int]]) -> None:
    """Reviews (asin, day, rating) and placeholders of their products."""
    rows = list(reviews)
    with warehouse.cursor() as cursor:
        cursor.executemany(
            "insert into products (asin, is_placeholder) values (%s, true) on conflict do nothing",
            [(asin,) for asin in {row[0] for row in rows}],
        )
        cursor.executemany(
            "insert into reviews (review_key, reviewer_id, asin, review_time, rating, vote, batch_id, "
            "source_key, line_number) values (gen_random_uuid(), 'R', %s, %s, %s, 0, 'b', 'k', 1)",
            rows,
        )


def add_climate(
    warehouse: psycopg.Connection, days: Iterable[tuple[date, dict[str, float]]], station: str = STATION
) -> None:
    """Days of a station, the measures by the names of their columns; a measure left out is null."""
    warehouse.execute(
        "insert into stations (station_id, name, longitude, latitude, country) "
        "values (%s, 'A STATION', 0, 0, 'US') on conflict do nothing",
        [station],
    )
    names = ("precipitation", "snow_fall", "min_temp", "max_temp")
    with warehouse.cursor() as cursor:
        cursor.executemany(
            "insert into climate (station_id, date, precipitation, snow_fall, min_temp, max_temp) "
            "values (%s, %s, %s, %s, %s, %s)",
            [(station, date_, *(measures.get(name) for name in names)) for date_, measures in days],
        )


def rows(warehouse: psycopg.Connection, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What the query returns, in its order."""
    return warehouse.execute(query, parameters).fetchall()
