"""View rating_by_weather, against scipy's Welch test of the days' means."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from statistics import mean

import psycopg
import pytest
from scipy.stats import ttest_ind

from tests.workflow.analytics_rows import STATION, add_climate, add_reviews, day, rows

INTERVAL = (
    "select days_with, days_without, mean_with, mean_without, difference, difference_low, difference_high, "
    "degrees_of_freedom, is_significant from rating_by_weather where weather = 'wet'"
)


def put(warehouse: psycopg.Connection, wet: Sequence[Sequence[int]], dry: Sequence[Sequence[int]]) -> None:
    """A day for each list of stars, first the wet ones."""
    days = [*wet, *dry]
    add_reviews(
        warehouse, [("A", day(number), stars) for number, given in enumerate(days) for stars in given]
    )
    add_climate(
        warehouse,
        [(day(number), {"precipitation": 1.0 if number < len(wet) else 0.9}) for number in range(len(days))],
    )


def made_up(seed: int, days: int, weights: Sequence[int]) -> list[list[int]]:
    """Days with one to six reviews, of stars drawn with these weights for 1 to 5."""
    draw = random.Random(seed)
    return [draw.choices(range(1, 6), weights, k=draw.randint(1, 6)) for _ in range(days)]


@pytest.mark.filterwarnings("ignore:Precision loss occurred")
@pytest.mark.parametrize(
    ("wet", "dry"),
    [
        pytest.param(made_up(1, 10, (1, 1, 2, 4, 20)), made_up(2, 10, (1, 1, 2, 4, 20)), id="10-10"),
        pytest.param(made_up(3, 10, (1, 1, 1, 1, 1)), made_up(4, 300, (0, 0, 0, 1, 40)), id="10-300"),
        pytest.param(made_up(5, 120, (3, 1, 2, 4, 9)), made_up(6, 240, (1, 1, 2, 4, 20)), id="120-240"),
        # All the spread is in ten days: nine degrees of freedom, the fewest there can be.
        pytest.param(made_up(7, 10, (1, 1, 1, 1, 1)), [[5, 5]] * 12, id="nine-degrees"),
    ],
)
def test_the_interval_is_welchs(
    warehouse: psycopg.Connection, wet: list[list[int]], dry: list[list[int]]
) -> None:
    put(warehouse, wet, dry)
    expected = ttest_ind([mean(each) for each in wet], [mean(each) for each in dry], equal_var=False)
    low, high = expected.confidence_interval(0.95)
    ((days_with, days_without, *found, is_significant),) = rows(warehouse, INTERVAL)
    assert (days_with, days_without) == (len(wet), len(dry))
    means = mean(map(mean, wet)), mean(map(mean, dry))
    assert found == pytest.approx([*means, means[0] - means[1], low, high, expected.df], abs=2e-5)
    assert is_significant == (expected.pvalue < 0.05)


def test_a_day_counts_once_however_many_reviews_it_has(warehouse: psycopg.Connection) -> None:
    put(warehouse, [[4], *[[5]] * 10], [[3] * 500, *[[5]] * 9])
    ((mean_with, mean_without),) = rows(
        warehouse, "select mean_with, mean_without from rating_by_weather where weather = 'wet'"
    )
    assert (mean_with, mean_without) == (pytest.approx(54 / 11), 4.8)


@pytest.mark.parametrize(
    ("wet", "dry"),
    [
        pytest.param([[5], [1]] * 4 + [[3]], [[5], [1]] * 50, id="nine-days"),
        pytest.param([[5]] * 20, [[5]] * 20, id="all-alike"),
        pytest.param([[4]] * 20, [[5]] * 20, id="no-spread-on-either-side"),
    ],
)
def test_what_cannot_be_judged_has_no_interval(
    warehouse: psycopg.Connection, wet: list[list[int]], dry: list[list[int]]
) -> None:
    put(warehouse, wet, dry)
    ((*_, difference, low, high, degrees, is_significant),) = rows(warehouse, INTERVAL)
    assert difference == pytest.approx(mean(map(mean, wet)) - mean(map(mean, dry)))
    assert (low, high, degrees, is_significant) == (None, None, None, None)


# Columns of climate, and the kinds of weather that they make: just so, and just not so.
KINDS: list[tuple[dict[str, float], set[str]]] = [
    ({"precipitation": 1.0}, {"wet"}),
    ({"precipitation": 0.99}, set()),
    ({"precipitation": 10.0}, {"wet", "heavy_precipitation"}),
    ({"precipitation": 9.9}, {"wet"}),
    ({"snow_fall": 10.0, "precipitation": 1.2}, {"snow", "wet"}),
    ({"snow_fall": 9.9}, set()),
    ({"min_temp": -0.1}, {"frost"}),
    ({"min_temp": 0.0}, set()),
    ({"max_temp": 30.0}, {"heat"}),
    ({"max_temp": 29.9}, set()),
    ({}, set()),
]


def test_the_kinds_and_no_review_is_counted_twice_or_lost(warehouse: psycopg.Connection) -> None:
    """Each kind splits the same covered reviews, under each of two stations; other days are left out."""
    given = [("A", day(number), 5) for number in range(len(KINDS) + 3) for _ in range(number + 1)]
    add_reviews(warehouse, given)
    add_climate(warehouse, [(day(number), measures) for number, (measures, _) in enumerate(KINDS)])
    add_climate(warehouse, [(day(number), {"precipitation": 3.0}) for number in (0, 40)], "ANOTHER0001")
    column = {
        "wet": "precipitation", "heavy_precipitation": "precipitation", "snow": "snow_fall",
        "frost": "min_temp", "heat": "max_temp",
    }  # fmt: skip
    expected = {}
    for weather, name in column.items():
        sides: dict[str, list[int]] = {"with": [], "without": [], "unmeasured": []}
        for number, (measures, kinds) in enumerate(KINDS):
            side = "with" if weather in kinds else "without" if name in measures else "unmeasured"
            sides[side].append(number + 1)
        expected[weather] = (*map(len, sides.values()), *map(sum, sides.values()))
    found = rows(
        warehouse,
        "select weather, days_with, days_without, days_unmeasured, reviews_with, reviews_without, "
        "reviews_unmeasured from rating_by_weather where station_id = %s",
        STATION,
    )
    assert {weather: tuple(counts) for weather, *counts in found} == expected
    totals = rows(
        warehouse,
        "select station_id, min(reviews_with + reviews_without + reviews_unmeasured), "
        "max(reviews_with + reviews_without + reviews_unmeasured), count(*) from rating_by_weather "
        "group by station_id order by station_id",
    )
    assert totals == [("ANOTHER0001", 1, 1, 5), (STATION, 66, 66, 5)]
    assert rows(warehouse, "select station_id, covered_reviews from climate_coverage order by 1") == [
        ("ANOTHER0001", 1),
        (STATION, 66),
    ]


def test_the_day_is_that_of_the_review_not_of_the_load(warehouse: psycopg.Connection) -> None:
    add_reviews(warehouse, [("A", date(2018, 3, 1), 5)])
    add_climate(
        warehouse, [(date(2018, 2, 28), {"precipitation": 9}), (date(2018, 3, 1), {"precipitation": 0})]
    )
    ((days_with, days_without),) = rows(
        warehouse, "select days_with, days_without from rating_by_weather where weather = 'wet'"
    )
    assert (days_with, days_without) == (0, 1)
