"""The sentences say what the numbers say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from amzn_review.report.figures import Weather
from amzn_review.report.verdict import days, signed, weather_summary, weather_verdict

WET = Weather(
    weather="wet", meaning="precipitation of 1 mm or more", days_with=404, days_without=1037,
    days_unmeasured=0, reviews_with=3002, reviews_without=7491, reviews_unmeasured=0,
    mean_with=4.74, mean_without=4.73,
    difference=0.01, difference_low=-0.064, difference_high=0.083, degrees_of_freedom=693.8,
    is_significant=False,
)  # fmt: skip
UNJUDGED: dict[str, Any] = {
    "difference_low": None,
    "difference_high": None,
    "degrees_of_freedom": None,
    "is_significant": None,
}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {},
            "Not significant: +0.01 stars (95 % interval -0.06 to +0.08), 404 days with against 1,037 "
            "without.",
        ),
        (
            {"difference": -0.2, "difference_low": -0.3, "difference_high": -0.1, "is_significant": True},
            "Significant, worse on days with it: -0.20 stars (95 % interval -0.30 to -0.10), 404 days with "
            "against 1,037 without.",
        ),
        (
            {"difference": 0.2, "difference_low": 0.1, "difference_high": 0.3, "is_significant": True},
            "Significant, better on days with it: +0.20 stars (95 % interval +0.10 to +0.30), 404 days with "
            "against 1,037 without.",
        ),
        (
            UNJUDGED | {"days_with": 1, "days_without": 9},
            "Cannot be judged: 1 day with against 9 without; at least 10 of each are needed.",
        ),
        (
            UNJUDGED | {"days_with": 0, "difference": None, "mean_with": None},
            "Cannot be judged: 0 days with against 1,037 without; at least 10 of each are needed.",
        ),
        (
            UNJUDGED,
            "Cannot be judged: the days of each side have the same mean (404 days with against 1,037 "
            "without).",
        ),
    ],
)
def test_one_kind(changes: dict[str, Any], sentence: str) -> None:
    assert weather_verdict(replace(WET, **changes)).replace("\N{MINUS SIGN}", "-") == sentence


def test_all_kinds_together() -> None:
    snow = replace(WET, weather="heavy_precipitation", days_with=20, days_without=1000, is_significant=True)
    nothing = replace(WET, weather="heat", **UNJUDGED)
    assert weather_summary([WET, nothing]) == (
        "No significant difference in any of 1 kind of weather on 1,441 days with reviews: the stars differ "
        "no more than by chance."
    )
    assert weather_summary([WET, snow, nothing]).startswith(
        "Of 2 kinds of weather on 1,441 days with reviews, the stars differ significantly with heavy "
        "precipitation. One comparison in 20 looks so by chance alone"
    )
    assert weather_summary([nothing]).startswith("No kind of weather can be judged")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.005001, "+0.01"), (-0.004, "0.00"), (0.0, "0.00"), (-1.5, "\N{MINUS SIGN}1.50"), (2, "+2.00")],
)
def test_signs(value: float, text: str) -> None:
    assert signed(value) == text


def test_days() -> None:
    assert [days(number) for number in (0, 1, 1441)] == ["0 days", "1 day", "1,441 days"]
