"""What the page draws over time: reviews a month, their mean, and bursts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from amzn_review.report.figures import Burst, Month, Totals
from charts.open_chart import in_both_widths, open_chart

_MONTH_DAYS = 31
_RADIUS = (2.0, 7.0)
_WIDEST_BAR = 1 / 12  # of the chart: a bar that filled it would not look like one
_TABLE = "The numbers stand in the table below."


def reviews_drawing(months: Sequence[Month], totals: Totals) -> str:
    """Return a bar for each month; `months` holds one or more."""
    alt = f"Bar chart of the reviews of each month, {totals.first_day} to {totals.last_day}. {_TABLE}"
    first, end = months[0].month, _month_end(months[-1].month)
    widest = (end - first) * _WIDEST_BAR

    def drawn(width: int) -> str:
        with open_chart(width, 220) as chart:
            chart.days(first, end)
            chart.numbers("y", 0, max(month.reviews for month in months), only_whole=True)
            chart.y_title("reviews a month")
            for month in months:
                right = month.month + min(_month_end(month.month) - month.month, widest)
                title = f"{month.month:%Y-%m}: {month.reviews:,} reviews"
                chart.bar(month.month, right, month.reviews, title)
            return chart.svg(alt)

    return in_both_widths(drawn)


def ratings_drawing(months: Sequence[Month]) -> str:
    """Return a dot for each month; `months` holds one or more. A dot's area grows with its reviews."""
    alt = f"Dot chart of the mean stars of each month. {_TABLE}"
    most = max(month.reviews for month in months)
    smallest, largest = _RADIUS

    def drawn(width: int) -> str:
        with open_chart(width, 190) as chart:
            chart.days(months[0].month, _month_end(months[-1].month))
            chart.numbers("y", 1, 5, only_whole=True)
            chart.y_title("mean stars")
            for month in months:
                chart.dot(
                    month.month + timedelta(days=_MONTH_DAYS // 2),
                    month.mean_rating,
                    smallest + (largest - smallest) * (month.reviews / most) ** 0.5,
                    f"{month.month:%Y-%m}: {month.mean_rating:.2f} stars, {month.reviews:,} reviews",
                )
            return chart.svg(alt)

    return in_both_widths(drawn)


def bursts_drawing(bursts: Sequence[Burst]) -> str:
    """Return a dot for each burst; there is one or more."""
    alt = f"Dot chart of bursts: the day, and the reviews of the product on it. {_TABLE}"
    days = [burst.date for burst in bursts]
    around = timedelta(days=_MONTH_DAYS)

    def drawn(width: int) -> str:
        with open_chart(width, 210) as chart:
            chart.days(min(days) - around, max(days) + around)
            chart.numbers("y", 0, max(burst.reviews for burst in bursts), only_whole=True)
            chart.y_title("reviews on the day")
            for burst in bursts:
                title = f"{burst.date}: {burst.reviews:,} reviews of {burst.asin}"
                chart.dot(burst.date, burst.reviews, 5, title)
            return chart.svg(alt)

    return in_both_widths(drawn)


def _month_end(month: date) -> date:
    return (month + timedelta(days=_MONTH_DAYS)).replace(day=1)
