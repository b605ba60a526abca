"""The page as a reader and a browser get it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from amzn_review.report.figures import (
    Burst,
    Coverage,
    Month,
    Product,
    ReviewFigures,
    Stars,
    Totals,
    Weather,
)
from amzn_review.report.page import chance, rankings, rate, render_page, write_page
from tests.charts.drawn import Drawn, numbers

MADE_AT = datetime(2026, 5, 4, 3, 2, tzinfo=UTC)
EMPTY = ReviewFigures(
    totals=Totals(0, 0, None, None, None), stars=[], months=[], products=[], coverage=[],
    asked_station="USW00094728", station=None, weather=[], bursts=[], most=2,
)  # fmt: skip
HOSTILE = "<script>alert('x')</script> \U0001f600 & \"two\" \u202e ends"
STATION = Coverage(
    "USW00094846",
    "<b>O'HARE</b>",
    "IL",
    date(2018, 1, 1),
    date(2018, 2, 28),
    59,
    0,
    40,
    30,
    100,
    90,
    0.75,
    0.9,
)
WET = Weather(
    "wet", "1 mm or more", 12, 18, 0, 40, 50, 0, 4.0, 4.5, -0.5, -0.9, -0.1, 20.5, is_significant=True
)


def product(place: int, **changes: Any) -> Product:
    return replace(
        Product(
            f"P{place}",
            None,
            "lamps",
            10,
            4.25,
            20 - place,
            4.0,
            4.1,
            7,
            3,
            4,
            None,
            place,
            place,
            place,
            place,
            place,
        ),
        **changes,
    )


FULL = ReviewFigures(
    totals=Totals(100, 2, date(2018, 1, 1), date(2018, 2, 28), 4.25),
    stars=[Stars(1, 25), Stars(5, 75)],
    months=[Month(date(2018, 1, 1), 60, 4.0), Month(date(2018, 2, 1), 40, 4.625)],
    products=[product(1, product_name=HOSTILE), product(2, reviews_change=-6, rating_change=-0.3)],
    coverage=[STATION],
    asked_station="USW00094728",
    station=STATION,
    weather=[WET],
    bursts=[Burst("P1", HOSTILE, date(2018, 1, 9), 9, 1.0, 0.02, 19, 50, -13.6, 1)],
    most=2,
)


class Page(HTMLParser):
    """The elements of a page, and the text outside of style."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._in_style = False
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self.text += " ".join(data.split()) + " "


def test_nothing_is_fetched_and_no_name_becomes_markup() -> None:
    page = Page(render_page(FULL, MADE_AT))
    tags = {tag for tag, _ in page.elements}
    assert {"svg", "table", "path", "circle"} <= tags
    assert not tags & {"script", "link", "img", "iframe", "object", "b", "image", "use"}
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in render_page(FULL, MADE_AT)
    assert page.text.count(" ".join(HOSTILE.split())) >= 2
    assert "<b>O'HARE</b>" in page.text


def test_links_lead_to_sections_and_drawings_have_their_text_and_table() -> None:
    elements = Page(render_page(FULL, MADE_AT)).elements
    ids = {attributes["id"] for _, attributes in elements if "id" in attributes}
    links = {(attributes["href"] or "")[1:] for tag, attributes in elements if tag == "a"}
    assert links == ids == {"time", "products", "weather", "coverage", "bursts"}
    drawings = [attributes for tag, attributes in elements if tag == "svg"]
    # Each of the five for a window and for a telephone.
    assert [attributes["width"] for attributes in drawings] == ["720", "350"] * 5
    for attributes in drawings:
        assert attributes["role"] == "img"
        assert str(attributes["aria-label"]).endswith("table below.")
    assert all("scope" in attributes for tag, attributes in elements if tag == "th")


def test_drawings_are_well_formed_and_inside_their_frame() -> None:
    drawings = Drawn.all_of(render_page(FULL, MADE_AT))
    assert len(drawings) == 10
    for drawing in drawings:
        width, height = drawing.size
        for shape in drawing.root.iter():
            path = numbers(shape.get("d", ""))
            xs = [*path[::2], float(shape.get("x", 0)), float(shape.get("cx", 0))]
            ys = [*path[1::2], float(shape.get("y", 0)), float(shape.get("cy", 0))]
            assert 0 <= min(xs) <= max(xs) <= width, ElementTree.tostring(shape)
            assert 0 <= min(ys) <= max(ys) <= height, ElementTree.tostring(shape)


@pytest.mark.parametrize("form", [0, 1], ids=["wide", "narrow"])
def test_marks_lie_at_their_numbers_and_say_them(form: int) -> None:
    reviews, ratings, products, weather, bursts = Drawn.all_of(render_page(FULL, MADE_AT))[form::2]
    assert reviews.titles == ["2018-01: 60 reviews", "2018-02: 40 reviews"]
    assert [reviews.value("y", top) for _, top in reviews.bars()] == pytest.approx([60, 40], abs=0.3)
    assert ratings.titles == ["2018-01: 4.00 stars, 60 reviews", "2018-02: 4.62 stars, 40 reviews"]
    assert [ratings.value("y", dot.y) for dot in ratings.dots] == pytest.approx([4, 4.625], abs=0.02)
    # Areas as 60 to 40, beyond the smallest radius.
    assert [dot.radius for dot in ratings.dots] == pytest.approx([7, 2 + 5 * (40 / 60) ** 0.5], abs=0.01)
    assert ratings.labels("y") == ["1", "2", "3", "4", "5"]
    assert products.titles == [
        "mean of all reviews: 4.25",
        f"{HOSTILE}: mean 4.00, Bayesian 4.10 stars of 19 reviews",
        "P2: mean 4.00, Bayesian 4.10 stars of 18 reviews",
    ]
    assert [products.value("x", dot.x) for dot in products.dots] == pytest.approx([4, 4.1] * 2, abs=0.01)
    assert products.labels("x")[-1] == "5"
    title = "wet (12 days): \N{MINUS SIGN}0.50 stars, \N{MINUS SIGN}0.90 to \N{MINUS SIGN}0.10"
    assert weather.titles == ["no difference", title]
    assert [weather.value("x", dot.x) for dot in weather.dots] == pytest.approx([-0.5], abs=0.01)
    interval = [weather.value("x", x) for x, _ in weather.line(title)]
    assert interval == pytest.approx([-0.9, -0.1], abs=0.01)
    assert "--two" in ElementTree.tostring(weather.root, encoding="unicode")  # the colour of what was found
    assert bursts.titles == ["2018-01-09: 9 reviews of P1"]
    assert [bursts.value("y", dot.y) for dot in bursts.dots] == pytest.approx([9], abs=0.05)
    assert bursts.labels("y")[0] == "0"


def test_the_axis_of_stars_begins_below_every_rating() -> None:
    low = replace(FULL, products=[product(1, mean_rating=2.7, bayesian_rating=3.1)])
    assert Drawn.all_of(render_page(low, MADE_AT))[4].labels("x") == ["2.5", "3", "3.5", "4", "4.5", "5"]


def test_weather_that_cannot_be_judged_has_no_dot() -> None:
    unknown = replace(
        WET,
        days_with=1,
        difference_low=None,
        difference_high=None,
        degrees_of_freedom=None,
        is_significant=None,
    )
    drawing = Drawn.all_of(render_page(replace(FULL, weather=[unknown]), MADE_AT))[6]
    assert drawing.titles == ["no difference", "wet (1 day): cannot be judged"]
    assert (drawing.dots, drawing.texts[-2:]) == ([], ["wet (1 day)", "cannot be judged"])


def test_a_page_of_28_years_weighs_less_than_half_a_megabyte() -> None:
    months = [
        Month(date(year, month, 1), 1_000 * month, 4.123)
        for year in range(1996, 2024)
        for month in range(1, 13)
    ]
    name = "A product of a long name with \U0001f600, as the shops write them today " * 3
    # Each order of twelve holds products of its own.
    products = [
        product(
            place,
            product_name=name,
            best_rated=place - 12,
            worst_rated=place - 24,
            growing=place - 36,
            shrinking=place - 48,
        )
        for place in range(1, 61)
    ]
    many = replace(
        FULL,
        months=months,
        products=products,
        coverage=[STATION] * 300,
        weather=[WET] * 5,
        bursts=FULL.bursts * 12,
        most=12,
    )
    page = render_page(many, MADE_AT)
    assert sum(len(drawing.dots) for drawing in Drawn.all_of(page)[2:4]) == 2 * len(months)
    assert len(page.encode()) < 500_000


def test_what_it_says() -> None:
    text = Page(render_page(FULL, MADE_AT)).text.replace("\N{MINUS SIGN}", "-")
    for words in (
        "100 reviews of 2 products, written 2018-01-01 to 2018-02-28; 4.25 stars on average. Page made "
        "2026-05-04 03:02",
        "Station USW00094728, the default, has no climate here; this one covers the most reviews.",
        "Significant, worse on days with it: -0.50 stars (95 % interval -0.90 to -0.10), 12 days with",
        "75.0% 30 of 40",
        "1 burst.",
        "1 in 50 days",
        "1 in 10¹³",
        "counts 10 more reviews at the mean of all, 4.25 stars",
    ):
        assert words in text, words


def test_made_up_reviews_are_called_so() -> None:
    made_up = replace(FULL, made_up=2893)
    sentence = (
        "A demo. No real review is loaded yet, so this page is about 2,893 made-up reviews. As soon as a "
        "real one is loaded, the page leaves them out; amzn-review data demo --remove removes them."
    )
    assert sentence in Page(render_page(made_up, MADE_AT)).text
    one = replace(FULL, made_up=1)
    assert "so this page is about 1 made-up review." in Page(render_page(one, MADE_AT)).text
    assert "made-up" not in Page(render_page(FULL, MADE_AT)).text


def test_without_anything() -> None:
    page = Page(render_page(EMPTY, MADE_AT))
    assert "No review is loaded yet." in page.text
    assert "No climate is loaded" in page.text
    assert "table" not in {tag for tag, _ in page.elements}


def test_without_climate() -> None:
    text = Page(render_page(replace(FULL, coverage=[], station=None, weather=[]), MADE_AT)).text
    assert "No climate is loaded" in text
    assert "Climate coverage" not in text
    assert "Bursts of reviews" in text


def test_climate_of_other_years() -> None:
    text = Page(render_page(replace(FULL, weather=[]), MADE_AT)).text
    assert "No review was written on a day of this station's climate (2018-01-01 to 2018-02-28)" in text


def test_one_review() -> None:
    station = replace(STATION, station_id="USW00094728", share_of_reviews=None, share_of_review_days=None)
    one = replace(
        FULL,
        totals=Totals(1, 1, date(2018, 1, 1), date(2018, 1, 1), 1.0),
        stars=[Stars(1, 1)],
        months=[Month(date(2018, 1, 1), 1, 1.0)],
        products=[product(1, mean_rating=1.0, bayesian_rating=1.0, prior_mean=1.0, reviews=1)],
        coverage=[station],
        station=station,
        bursts=[],
    )
    text = Page(render_page(one, MADE_AT)).text
    assert "1 review of 1 product, written 2018-01-01 to 2018-01-01" in text
    assert "No burst:" in text
    assert "the default, has no climate" not in text


def test_orders_of_products() -> None:
    orders = {each.title: [found.asin for found in each.products] for each in rankings(FULL)}
    assert orders == {
        "Most reviewed": ["P1", "P2"], "Best rated": ["P1", "P2"], "Worst rated": ["P1", "P2"],
        "Growing": ["P1"], "Shrinking": ["P2"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("logarithm", "text"),
    [(-6.01, "1 in 1 million"), (-7.99, "1 in 10 million"), (-10.7, "1 in 10 billion"), (-20.7, "1 in 10²⁰")],
)
def test_chances_are_rounded_towards_the_more_likely(logarithm: float, text: str) -> None:
    assert chance(logarithm) == text


@pytest.mark.parametrize(
    ("reviews", "text"),
    [(2.5, "2.5 a day"), (1.0, "1 a day"), (1 / 284, "1 in 284 days"), (0.4, "1 in 2.5 days")],
)
def test_rates(reviews: float, text: str) -> None:
    assert rate(reviews) == text


def test_a_page_is_whole_whoever_writes_beside_it(tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def write(figures: ReviewFigures) -> None:
        try:
            for _ in range(5):
                write_page(figures, tmp_path / "page", MADE_AT)
        except BaseException as error:  # noqa: BLE001 - shown in the assertion below
            errors.append(error)

    writers = [threading.Thread(target=write, args=(figures,)) for figures in (EMPTY, FULL)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert errors == []
    written = (tmp_path / "page" / "index.html").read_text()
    assert written in {render_page(EMPTY, MADE_AT), render_page(FULL, MADE_AT)}
    assert not list((tmp_path / "page").glob("*.partial"))


def test_a_page_that_cannot_be_written_leaves_the_earlier_one(tmp_path: Path) -> None:
    page = write_page(FULL, tmp_path, MADE_AT)
    (tmp_path / ".index.html.partial").mkdir()
    with pytest.raises(OSError, match="partial"):
        write_page(EMPTY, tmp_path, MADE_AT)
    assert page.read_text() == render_page(FULL, MADE_AT)
