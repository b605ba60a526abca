"""Pixels and round numbers, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from amzn_review.report.axis import Axis, Tick


def test_a_value_lies_between_the_ends() -> None:
    across, up = Axis(1, 5, 100, 500), Axis(0, 10, 200, 0)
    assert [across.at(value) for value in (1, 3, 5)] == [100, 300, 500]
    assert [up.at(value) for value in (0, 2.5, 10)] == [200, 150, 0]


@pytest.mark.parametrize(
    ("low", "high", "least", "labels"),
    [
        (0, 560, 1, ["0", "100", "200", "300", "400", "500"]),
        (0, 1, 1, ["0", "1"]),
        (0, 3_000_000, 1, ["0", "500,000", "1,000,000", "1,500,000", "2,000,000", "2,500,000", "3,000,000"]),
        (-0.11, 0.11, 0, ["\N{MINUS SIGN}0.1", "\N{MINUS SIGN}0.05", "0", "0.05", "0.1"]),
        (4.5, 5, 0, ["4.5", "4.6", "4.7", "4.8", "4.9", "5"]),
    ],
)
def test_round_numbers(low: float, high: float, least: float, labels: list[str]) -> None:
    ticks = Axis(low, high, 0, 100).ticks(least)
    assert [tick.label for tick in ticks] == labels
    assert all(0 <= tick.pixel <= 100 for tick in ticks)


def axis(first: date, last: date) -> Axis:
    return Axis(first.toordinal(), last.toordinal(), 0, 100)


def test_years() -> None:
    years = axis(date(2016, 7, 1), date(2018, 7, 1)).year_ticks()
    assert years == [Tick(25.2, "2017"), Tick(75.2, "2018")]  # 184 and 549 of 730 days
    assert [tick.label for tick in axis(date(1999, 6, 1), date(2024, 6, 1)).year_ticks()] == [
        "2001", "2004", "2007", "2010", "2013", "2016", "2019", "2022",
    ]  # fmt: skip


def test_less_than_two_new_years_days() -> None:
    ends = axis(date(2018, 1, 1), date(2018, 2, 1)).year_ticks()
    assert ends == [Tick(0, "2018-01-01"), Tick(100, "2018-02-01")]
