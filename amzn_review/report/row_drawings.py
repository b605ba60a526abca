"""What the page draws a row for each: products with two ratings, kinds of weather with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from amzn_review.report.axis import Axis
from amzn_review.report.figures import Product, Weather
from amzn_review.report.verdict import days, signed

ROW_HEIGHT, TOP, BELOW = 26, 12, 40
LEFT, RIGHT = 250, 700
_LABEL_CHARACTERS = 34
_LEAST_REACH = 0.1


class ProductLine(NamedTuple):
    """Where a product's mean and Bayesian rating lie; pixels."""

    y: float
    label: str
    mean: float
    bayesian: float
    title: str


class WeatherRow(NamedTuple):
    """Where a difference and its interval lie, in pixels; `difference` is None when it cannot be judged."""

    y: float
    label: str
    difference: float | None
    low: float
    high: float
    is_significant: bool
    title: str


@dataclass(frozen=True)
class ProductDrawing:
    """A row a product over an axis of stars; `prior` is the pixel of the mean of all reviews."""

    x: Axis
    height: int
    bottom: int
    prior: float
    rows: list[ProductLine]


@dataclass(frozen=True)
class WeatherDrawing:
    """A row a kind of weather over an axis of differences in stars; `zero` is the pixel of no difference."""

    x: Axis
    height: int
    bottom: int
    zero: float
    rows: list[WeatherRow]


def products_drawing(products: Sequence[Product]) -> ProductDrawing:
    """Return the ratings of one product or more, in their order; the axis ends at 5 stars."""
    ratings = [rating for each in products for rating in (each.mean_rating, each.bayesian_rating)]
    low = max(1.0, min(4.0, math.floor(2 * min(*ratings, products[0].prior_mean)) / 2))
    across = Axis(low, 5.0, LEFT, RIGHT)
    rows = [
        ProductLine(
            _middle(place),
            shortened(product_label(each)),
            across.at(each.mean_rating),
            across.at(each.bayesian_rating),
            f"{product_label(each)}: mean {each.mean_rating:.2f}, Bayesian {each.bayesian_rating:.2f} stars "
            f"of {each.reviews:,} reviews",
        )
        for place, each in enumerate(products)
    ]
    bottom = TOP + ROW_HEIGHT * len(rows)
    return ProductDrawing(across, bottom + BELOW, bottom, across.at(products[0].prior_mean), rows)


def weather_drawing(weather: Sequence[Weather]) -> WeatherDrawing:
    """Return the differences and intervals of one kind of weather or more; 0 lies in the middle."""
    ends = [
        abs(end) for row in weather for end in (row.difference_low, row.difference_high) if end is not None
    ]
    reach = 1.1 * max([_LEAST_REACH, *ends])
    across = Axis(-reach, reach, LEFT, RIGHT)
    rows = [_weather_row(_middle(place), row, across) for place, row in enumerate(weather)]
    bottom = TOP + ROW_HEIGHT * len(rows)
    return WeatherDrawing(across, bottom + BELOW, bottom, across.at(0), rows)


def product_label(product: Product) -> str:
    """Return the product's name, or its number when nobody has described it yet."""
    return product.product_name or product.asin


def shortened(text: str) -> str:
    """Return the text with an ellipsis for what does not fit beside a drawing."""
    return text if len(text) <= _LABEL_CHARACTERS else text[: _LABEL_CHARACTERS - 1].rstrip() + "…"


def _weather_row(y: float, row: Weather, across: Axis) -> WeatherRow:
    label = f"{row.weather.replace('_', ' ')} ({days(row.days_with)})"
    if row.difference is None or row.difference_low is None or row.difference_high is None:
        return WeatherRow(y, label, None, 0, 0, False, f"{label}: cannot be judged")
    title = (
        f"{label}: {signed(row.difference)} stars, {signed(row.difference_low)} to "
        f"{signed(row.difference_high)}"
    )
    low, high = across.at(row.difference_low), across.at(row.difference_high)
    return WeatherRow(y, label, across.at(row.difference), low, high, bool(row.is_significant), title)


def _middle(place: int) -> float:
    return TOP + ROW_HEIGHT * (place + 0.5)
