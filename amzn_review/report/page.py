"""The report as a page of HTML that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from amzn_review.report.figures import Product, ReviewFigures
from amzn_review.report.row_drawings import product_label, products_drawing, weather_drawing
from amzn_review.report.time_drawings import bursts_drawing, ratings_drawing, reviews_drawing
from amzn_review.report.verdict import signed, weather_summary, weather_verdict
from charts.palette import style_sheet
from storage.atomic_file import write_durably
from storage.folder_lock import only_process

PAGE, TEMPLATE = "index.html", "page.html"
_STATIONS = 12
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Ranking(NamedTuple):
    """Products in one order, the first first."""

    title: str
    explanation: str
    products: list[Product]


def write_page(figures: ReviewFigures, folder: Path, made_at: datetime) -> Path:
    """Write `folder`/index.html, whole or not at all, and return its path; an earlier page is replaced.

    Names of products are other people's: every one is escaped. Two writers take turns.
    """
    page = folder / PAGE
    content = render_page(figures, made_at).encode()
    with only_process(folder / f".{PAGE}.lock", "report", folder, wait=True):
        write_durably(page, content)
    return page


def render_page(figures: ReviewFigures, made_at: datetime) -> str:
    """Return the page's HTML."""
    first = rankings(figures)
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            figures=figures,
            chart_style=style_sheet(),
            made_at=made_at,
            reviews_drawing=reviews_drawing(figures.months, figures.totals) if figures.months else None,
            ratings_drawing=ratings_drawing(figures.months) if figures.months else None,
            products_drawing=products_drawing(first[0].products) if figures.products else None,
            weather_drawing=weather_drawing(figures.weather) if figures.weather else None,
            bursts_drawing=bursts_drawing(figures.bursts) if figures.bursts else None,
            rankings=first,
            summary=weather_summary(figures.weather),
            stations=figures.coverage[:_STATIONS],
            stations_left=max(0, len(figures.coverage) - _STATIONS),
        )
    )


def rankings(figures: ReviewFigures) -> list[Ranking]:
    """Return the products in five orders; an order in which none moved is empty."""

    def first(place: Callable[[Product], int]) -> list[Product]:
        return sorted((each for each in figures.products if place(each) <= figures.most), key=place)

    growing = [each for each in first(lambda each: each.growing) if each.reviews_change > 0]
    shrinking = [each for each in first(lambda each: each.shrinking) if each.reviews_change < 0]
    return [
        Ranking("Most reviewed", "By the number of reviews.", first(lambda each: each.most_reviewed)),
        Ranking("Best rated", "By the Bayesian rating.", first(lambda each: each.best_rated)),
        Ranking("Worst rated", "By the Bayesian rating.", first(lambda each: each.worst_rated)),
        Ranking("Growing", "By the reviews of the last year less those of the year before.", growing),
        Ranking("Shrinking", "By the reviews of the last year less those of the year before.", shrinking),
    ]


def chance(log10_chance: float) -> str:
    """Return a chance, given by its logarithm, as people read it: "1 in 10 million", "1 in 10¹²".

    Rounded towards the more likely.
    """
    power = int(-log10_chance)
    if power >= 12:
        return f"1 in 10{str(power).translate(_RAISED)}"
    times, names = 10 ** (power % 3), ("", " thousand", " million", " billion")
    return f"1 in {times}{names[power // 3]}"


def rate(reviews_a_day: float) -> str:
    """Return a rate as people read it: "2.5 a day", or "1 in 284 days" below one a day; above 0."""
    return f"{reviews_a_day:.3g} a day" if reviews_a_day >= 1 else f"1 in {1 / reviews_a_day:,.3g} days"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("amzn_review.report", "."),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        thousands="{:,}".format,
        stars="{:.2f}".format,
        signed=signed,
        percent="{:.1%}".format,
        chance=chance,
        rate=rate,
        label=product_label,
        verdict=weather_verdict,
    )
    return environment
