"""What the page draws a row for each: products with two ratings, kinds of weather with an interval."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from amzn_review.report.figures import Product, Weather
from amzn_review.report.verdict import days, signed
from charts.chart import NARROW, Chart
from charts.open_chart import Margins, in_both_widths, open_chart
from charts.palette import SOFT, TWO

# Pixels. In a telephone's width the labels stand above their rows.
_ROW, _NARROW_ROW, _LABEL_ABOVE = 26, 42, 15
_LABELS, _GAP, _TEXT = 250, 12, 13
# In DejaVu Sans, the widest font that is likely, a letter of a name takes 7.7 pixels.
_LABEL_CHARACTERS = 30
_LEAST_REACH = 0.1


def products_drawing(products: Sequence[Product]) -> str:
    """Return the ratings of one product or more, in their order; the axis ends at 5 stars."""
    alt = (
        "Mean and Bayesian rating of the most reviewed products. The numbers stand in the first table below."
    )
    prior = products[0].prior_mean
    ratings = [rating for each in products for rating in (each.mean_rating, each.bayesian_rating)]
    low = max(1.0, min(4.0, math.floor(2 * min(*ratings, prior)) / 2))

    def drawn(width: int) -> str:
        with _open_rows(width, len(products), (low, 5.0), "stars") as chart:
            _reference(chart, prior, f"mean of all reviews: {prior:.2f}")
            for row, each in enumerate(products):
                label = product_label(each)
                title = (
                    f"{label}: mean {each.mean_rating:.2f}, Bayesian {each.bayesian_rating:.2f} stars of "
                    f"{each.reviews:,} reviews"
                )
                _label(chart, row, shortened(label), title)
                both = [each.mean_rating, each.bayesian_rating]
                chart.line(both, [row, row], title, colour=SOFT, width=1)
                chart.ring(each.mean_rating, row, 5, title)
                chart.dot(each.bayesian_rating, row, 4, title)
            return chart.svg(alt)

    return in_both_widths(drawn)


def weather_drawing(weather: Sequence[Weather]) -> str:
    """Return the differences and intervals of one kind of weather or more; 0 lies in the middle."""
    alt = (
        "Differences in stars between days with and without each kind of weather, with 95 % intervals. "
        "The numbers stand in the table below."
    )
    ends = [
        abs(end) for row in weather for end in (row.difference_low, row.difference_high) if end is not None
    ]
    reach = 1.1 * max([_LEAST_REACH, *ends])
    x_title = "\N{LEFTWARDS ARROW} worse with it · difference in stars · better with it \N{RIGHTWARDS ARROW}"

    def drawn(width: int) -> str:
        with _open_rows(width, len(weather), (-reach, reach), x_title) as chart:
            _reference(chart, 0, "no difference")
            for row, each in enumerate(weather):
                _weather_row(chart, row, each)
            return chart.svg(alt)

    return in_both_widths(drawn)


def product_label(product: Product) -> str:
    """Return the product's name, or its number when nobody has described it yet."""
    return product.product_name or product.asin


def shortened(text: str) -> str:
    """Return the text with an ellipsis for what does not fit beside a drawing."""
    return text if len(text) <= _LABEL_CHARACTERS else text[: _LABEL_CHARACTERS - 1].rstrip() + "…"


def _weather_row(chart: Chart, row: int, weather: Weather) -> None:
    label = f"{weather.weather.replace('_', ' ')} ({days(weather.days_with)})"
    difference, low, high = weather.difference, weather.difference_low, weather.difference_high
    if difference is None or low is None or high is None:
        title = f"{label}: cannot be judged"
        _label(chart, row, label, title)
        chart.text(0, row, "cannot be judged", title=title, shift=(8, 0), va="center", color=SOFT)
        return
    title = f"{label}: {signed(difference)} stars, {signed(low)} to {signed(high)}"
    colour = TWO if weather.is_significant else SOFT
    _label(chart, row, label, title)
    chart.line([low, high], [row, row], title, colour=colour, width=2)
    chart.dot(difference, row, 4.5, title, colour=colour)


@contextmanager
def _open_rows(width: int, rows: int, ends: tuple[float, float], x_title: str) -> Iterator[Chart]:
    """Open a chart with rows 0, 1 and so on from the top."""
    is_narrow = width <= NARROW
    height = rows * (_NARROW_ROW if is_narrow else _ROW)
    margins = Margins(left=14 if is_narrow else _LABELS, right=20, top=32 if is_narrow else 26, bottom=44)
    with open_chart(width, int(height + margins.top + margins.bottom), margins) as chart:
        chart.numbers("x", *ends)
        chart.x_title(x_title)
        chart.axes.set_ylim(rows - 0.5, -0.5)
        chart.axes.set_yticks([])
        yield chart


def _label(chart: Chart, row: int, label: str, title: str) -> None:
    left, _ = chart.axes.get_xlim()
    if chart.is_narrow:
        chart.text(left, row, label, title=title, shift=(_GAP / 2, _LABEL_ABOVE), va="center", fontsize=_TEXT)
    else:
        chart.text(left, row, label, title=title, shift=(-_GAP, 0), va="center", ha="right", fontsize=_TEXT)


def _reference(chart: Chart, x: float, label: str) -> None:
    """A dashed line from the top of the rows to the axis, and above it what it stands for."""
    below, above = chart.axes.get_ylim()
    chart.reference([x, x], [below, above], label)
    up = 12 if chart.is_narrow else 6
    chart.text(x, above, label, title=label, shift=(0, up), ha="center", color=SOFT)
