"""`amzn-review report` on a warehouse that the loader filled."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from tests.amzn_review.load_site import LoadSite, line, packed
from tests.workflow.analytics_rows import add_climate

Command = Callable[..., Result]
FIRST = date(2016, 9, 1)
DAYS = 24


def load_reviews(site: LoadSite) -> None:
    """Two reviews a day for 24 days, in turn of 1 and 2 stars and of 5 each; and the product's name."""
    lines = [
        line(
            reviewerID=f"R{number}-{half}",
            asin="B00TESTABC",
            overall=5.0 if number % 2 else 1.0 + half,
            unixReviewTime=1472688000 + 86_400 * number,
        )
        for number in range(DAYS)
        for half in (0, 1)
    ]
    site.put("reviews/lamps/a.json.gz", packed(b"".join(lines)))
    name = '{"asin": "B00TESTABC", "title": "Lamp \\ud83d\\ude00 & <Son>"}\n'
    site.put("metadata/products/p.json.gz", packed(name.encode()))
    site.load()


def load_climate(site: LoadSite, station: str, days: int = DAYS) -> None:
    """Rain on the even days."""
    with site.address.connect() as connection:
        add_climate(
            connection,
            [
                (FIRST + timedelta(days=number), {"precipitation": 0.0 if number % 2 else 5.0})
                for number in range(days)
            ],
            station,
        )


def page_of(result: Result) -> Path:
    assert result.exit_code == 0, result.output
    return Path(result.output.splitlines()[-1])


def test_an_empty_warehouse(site: LoadSite, amzn_review: Command) -> None:
    page = site.layout.root / "reports" / "reviews" / "index.html"
    result = amzn_review("report", "--local")
    assert (result.output, result.exit_code) == (f"No review is loaded yet.\n{page}\n", 0)
    assert "No review is loaded yet." in page.read_text()


def test_reviews_and_weather(site: LoadSite, amzn_review: Command, tmp_path: Path) -> None:
    load_reviews(site)
    load_climate(site, "USW00094728")
    result = amzn_review("report", "--output", str(tmp_path / "there"))
    assert result.output.splitlines() == [
        "Reviews: 48 of 1 products, 2016-09-01 to 2016-09-24",
        "Weather of station USW00094728: No kind of weather can be judged: there are too few days with "
        "reviews, or all are alike.",
        "Bursts of reviews: 0",
        str(tmp_path / "there" / "index.html"),
    ]
    assert "Lamp \U0001f600 &amp; &lt;Son&gt;" in page_of(result).read_text()


def test_json_has_the_numbers_of_the_page(site: LoadSite, amzn_review: Command) -> None:
    load_reviews(site)
    with site.address.connect() as connection:
        connection.execute(
            "update reviews set rating = 4 where review_time = %s and reviewer_id like '%%-0'",
            [FIRST + timedelta(days=1)],
        )
    load_climate(site, "USW00094728")
    result = amzn_review("report", "--json")
    told = json.loads(result.output)
    assert Path(told["page"]).is_file()
    assert told["totals"] == {
        "reviews": 48, "products": 1, "first_day": "2016-09-01", "last_day": "2016-09-24",
        "mean_rating": pytest.approx((12 * 3 + 12 * 10 - 1) / 48),
    }  # fmt: skip
    assert told["stars"] == [
        {"rating": 1, "reviews": 12}, {"rating": 2, "reviews": 12}, {"rating": 4, "reviews": 1},
        {"rating": 5, "reviews": 23},
    ]  # fmt: skip
    assert [(each["month"], each["reviews"]) for each in told["months"]] == [("2016-09-01", 48)]
    wet = told["weather"][0]
    # Twelve wet days of 1.5 stars; twelve dry ones of 5 but one of 4.5: their variance is 0.25 / 12.
    # t at 0.975 with 11 degrees of freedom: 2.200985.
    reach = 2.200985 * (0.25 / 12 / 12) ** 0.5
    assert wet | {"meaning": ""} == {
        "weather": "wet", "meaning": "", "days_with": 12, "days_without": 12, "days_unmeasured": 0,
        "reviews_with": 24, "reviews_without": 24, "reviews_unmeasured": 0, "mean_with": 1.5,
        "mean_without": pytest.approx(59.5 / 12), "difference": pytest.approx(1.5 - 59.5 / 12),
        "difference_low": pytest.approx(1.5 - 59.5 / 12 - reach, abs=1e-5),
        "difference_high": pytest.approx(1.5 - 59.5 / 12 + reach, abs=1e-5),
        "degrees_of_freedom": pytest.approx(11), "is_significant": True,
    }  # fmt: skip
    assert [each["weather"] for each in told["weather"]] == [
        "wet", "heavy_precipitation", "snow", "frost", "heat",
    ]  # fmt: skip
    assert told["coverage"][0]["share_of_reviews"] == 1.0
    assert (told["products"][0]["product_name"], told["bursts"]) == ("Lamp \U0001f600 & <Son>", [])
    assert "Significant, worse on days with it" in Path(told["page"]).read_text()


def test_a_station_of_choice_and_one_that_is_not_there(site: LoadSite, amzn_review: Command) -> None:
    load_reviews(site)
    load_climate(site, "FIRST000001", 3)
    load_climate(site, "SECOND00001", 5)
    chosen = amzn_review("report", "--station", "FIRST000001", "--json")
    assert json.loads(chosen.output)["station"]["covered_review_days"] == 3
    # The default station has no climate: the one that covers the most is taken.
    fallback = json.loads(amzn_review("report", "--json").output)
    assert (fallback["station"]["station_id"], fallback["asked_station"]) == ("SECOND00001", "USW00094728")
    result = amzn_review("report", "--station", "nowhere")
    assert (result.output, result.exit_code) == (
        "Error: No climate is loaded of station 'nowhere'; there is climate of SECOND00001, FIRST000001. "
        "Name one of these.\n",
        1,
    )


def test_a_station_where_there_is_no_climate(amzn_review: Command) -> None:
    result = amzn_review("report", "--station", "nowhere")
    assert (result.output, result.exit_code) == (
        "Error: No climate is loaded, so none of station 'nowhere': put NOAA's daily summaries into "
        "uploaded/climate/ and load them, or leave out --station.\n",
        1,
    )


def test_a_database_without_the_views_is_one_sentence(amzn_review: Command) -> None:
    result = amzn_review("report", POSTGRES_DB="postgres")
    assert (result.output, result.exit_code) == (
        "Error: The warehouse's tables are not there, or are those of an earlier version: run "
        "`make init-local`, which creates them or says what to do.\n",
        1,
    )


def test_a_redshift_that_is_named_is_asked_unless_local_is(site: LoadSite, amzn_review: Command) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = str(probe.getsockname()[1])
    named = {
        "AWS_REDSHIFT_HOST": "127.0.0.1",
        "AWS_REDSHIFT_PORT": closed,
        "AWS_REDSHIFT_PASSWORD": "Secret-1",
    }
    refused = amzn_review("report", **named)
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert f"127.0.0.1:{closed}" in refused.output
    assert "Secret-1" not in refused.output
    assert amzn_review("report", "--local", **named).exit_code == 0
    without = amzn_review("report", **(named | {"AWS_REDSHIFT_PASSWORD": ""}))
    assert without.output.startswith("Error: AWS_REDSHIFT_PASSWORD is not set")


def test_a_page_that_cannot_be_written_is_one_sentence(amzn_review: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = amzn_review("report", "--output", str(tmp_path / "file" / "below"))
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert len(result.output.splitlines()) == 1
