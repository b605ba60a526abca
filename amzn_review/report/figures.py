"""The numbers of the report: a type for each file of workflow/sql/report/, fields in the order of columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Totals:
    """What the report is about; days and mean are None when there is no review."""

    reviews: int
    products: int
    first_day: date | None
    last_day: date | None
    mean_rating: float | None


@dataclass(frozen=True)
class Stars:
    """How many reviews gave a rating of 1 to 5."""

    rating: int
    reviews: int


@dataclass(frozen=True)
class Month:
    """The reviews of a month, named by its first day, and the mean of their stars."""

    month: date
    reviews: int
    mean_rating: float


@dataclass(frozen=True)
class Product:
    """A row of view product_popularity, and its place, from 1, in five orders."""

    asin: str
    product_name: str | None
    category: str | None
    prior_reviews: int
    prior_mean: float
    reviews: int
    mean_rating: float
    bayesian_rating: float
    reviews_last_year: int
    reviews_year_before: int
    reviews_change: int
    rating_change: float | None
    most_reviewed: int
    best_rated: int
    worst_rated: int
    growing: int
    shrinking: int


@dataclass(frozen=True)
class Coverage:
    """A row of view climate_coverage; the shares lie between 0 and 1 and are None when there is no review."""

    station_id: str
    name: str | None
    state: str | None
    first_day: date
    last_day: date
    days: int
    missing_days: int
    review_days: int
    covered_review_days: int
    reviews: int
    covered_reviews: int
    share_of_review_days: float | None
    share_of_reviews: float | None


@dataclass(frozen=True)
class Weather:
    """A row of view rating_by_weather at one station; means and differences in stars.

    A mean is None when its side has no day; the interval and `is_significant`, when they cannot be judged.
    """

    weather: str
    meaning: str
    days_with: int
    days_without: int
    days_unmeasured: int
    reviews_with: int
    reviews_without: int
    reviews_unmeasured: int
    mean_with: float | None
    mean_without: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    degrees_of_freedom: float | None
    is_significant: bool | None


@dataclass(frozen=True)
class Burst:
    """A row of view review_bursts; `bursts` is how many there are in all."""

    asin: str
    product_name: str | None
    date: date
    reviews: int
    mean_rating: float
    usual_reviews: float
    product_reviews: int
    product_days: int
    log10_chance: float
    bursts: int


@dataclass(frozen=True)
class ReviewFigures:
    """Everything that the page shows, of one moment.

    `station` is the one whose weather is compared, None without climate; `asked_station` the one that was
    wished for. `most` is how many products of an order, and how many bursts, were read. `made_up` counts the
    reviews of a demo corpus: all that there are, or none as soon as a real one is loaded.
    """

    totals: Totals
    stars: list[Stars]
    months: list[Month]
    products: list[Product]
    coverage: list[Coverage]
    asked_station: str
    station: Coverage | None
    weather: list[Weather]
    bursts: list[Burst]
    most: int
    made_up: int = 0
