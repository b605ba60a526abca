"""What a comparison of days with and without a kind of weather says, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from amzn_review.report.figures import Weather

LEAST_DAYS = 10  # of a side; the view rating_by_weather asks for as many


def weather_verdict(row: Weather) -> str:
    """Return one sentence with the difference in stars, its interval and the days of both sides."""
    sides = f"{days(row.days_with)} with against {row.days_without:,} without"
    if min(row.days_with, row.days_without) < LEAST_DAYS:
        return f"Cannot be judged: {sides}; at least {LEAST_DAYS} of each are needed."
    if row.difference is None or row.difference_low is None or row.difference_high is None:
        return f"Cannot be judged: the days of each side have the same mean ({sides})."
    found = "Not significant"
    if row.is_significant:
        found = f"Significant, {'better' if row.difference > 0 else 'worse'} on days with it"
    interval = f"95 % interval {signed(row.difference_low)} to {signed(row.difference_high)}"
    return f"{found}: {signed(row.difference)} stars ({interval}), {sides}."


def weather_summary(rows: Sequence[Weather]) -> str:
    """Return the result of all kinds together in one or two sentences."""
    judged = [row for row in rows if row.is_significant is not None]
    if not judged:
        return "No kind of weather can be judged: there are too few days with reviews, or all are alike."
    found = [row.weather.replace("_", " ") for row in judged if row.is_significant]
    most = max(row.days_with + row.days_without for row in judged)
    base = f"{len(judged)} kind{'s' if len(judged) > 1 else ''} of weather on {days(most)} with reviews"
    if not found:
        return f"No significant difference in any of {base}: the stars differ no more than by chance."
    return (
        f"Of {base}, the stars differ significantly with {' and '.join(found)}. One comparison in 20 looks "
        "so by chance alone, and a difference is no cause: seasons and years differ in more than weather."
    )


def signed(value: float) -> str:
    """Return a difference with its sign, to two decimals, as people write it."""
    text = f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
    return text[1:] if float(f"{value:.2f}") == 0 else text


def days(number: int) -> str:
    """Return "1 day" or "1,441 days"."""
    return f"{number:,} day{'' if number == 1 else 's'}"
