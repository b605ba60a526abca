"""What the page draws over time: reviews a month, their mean, and bursts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from amzn_review.report.axis import Axis
from amzn_review.report.figures import Burst, Month

WIDTH, LEFT, RIGHT, TOP = 720, 64, 708, 10
_MONTH_DAYS = 31
_RADIUS = (2.0, 7.0)
_BAR = (1.0, 60.0)


class Mark(NamedTuple):
    """A bar's upper left corner or a dot's centre, its size in pixels, and what it says."""

    x: float
    y: float
    size: float
    title: str


@dataclass(frozen=True)
class TimeDrawing:
    """Marks over days (x) and a value (y), on a drawing of `height` pixels whose x axis lies at `bottom`."""

    x: Axis
    y: Axis
    height: int
    bottom: int
    y_title: str
    marks: list[Mark]


def reviews_drawing(months: Sequence[Month]) -> TimeDrawing:
    """Return a bar for each month; `months` holds one or more. A mark's size is its width."""
    height, bottom = 220, 186
    across = _days(months[0].month, _month_end(months[-1].month))
    up = Axis(0, max(month.reviews for month in months), bottom, TOP)
    marks = []
    for month in months:
        left, right = across.at(month.month.toordinal()), across.at(_month_end(month.month).toordinal())
        title = f"{month.month:%Y-%m}: {month.reviews:,} reviews"
        marks.append(
            Mark(left, up.at(month.reviews), min(max(round(right - left, 1) - 0.5, _BAR[0]), _BAR[1]), title)
        )
    return TimeDrawing(across, up, height, bottom, "reviews a month", marks)


def ratings_drawing(months: Sequence[Month]) -> TimeDrawing:
    """Return a dot for each month; `months` holds one or more. A size is the radius, by its reviews."""
    height, bottom = 180, 146
    across, up = _days(months[0].month, _month_end(months[-1].month)), Axis(1, 5, bottom, TOP + 8)
    most = max(month.reviews for month in months)
    smallest, largest = _RADIUS
    marks = [
        Mark(
            across.at((month.month + timedelta(days=_MONTH_DAYS // 2)).toordinal()),
            up.at(month.mean_rating),
            round(smallest + (largest - smallest) * (month.reviews / most) ** 0.5, 1),
            f"{month.month:%Y-%m}: {month.mean_rating:.2f} stars, {month.reviews:,} reviews",
        )
        for month in months
    ]
    return TimeDrawing(across, up, height, bottom, "mean stars", marks)


def bursts_drawing(bursts: Sequence[Burst]) -> TimeDrawing:
    """Return a dot for each burst; there is one or more."""
    height, bottom = 200, 166
    days = [burst.date for burst in bursts]
    across = _days(min(days) - timedelta(days=_MONTH_DAYS), max(days) + timedelta(days=_MONTH_DAYS))
    up = Axis(0, max(burst.reviews for burst in bursts), bottom, TOP + 8)
    marks = [
        Mark(
            across.at(burst.date.toordinal()),
            up.at(burst.reviews),
            _RADIUS[1] - 2,
            f"{burst.date}: {burst.reviews:,} reviews of {burst.asin}",
        )
        for burst in bursts
    ]
    return TimeDrawing(across, up, height, bottom, "reviews on the day", marks)


def _days(first: date, last: date) -> Axis:
    return Axis(first.toordinal(), last.toordinal(), LEFT, RIGHT)


def _month_end(month: date) -> date:
    return (month + timedelta(days=_MONTH_DAYS)).replace(day=1)
