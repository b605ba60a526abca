"""What a batch makes of the dimensions: whole tables after files were loaded, one batch after another."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from tests.amzn_review.load_site import LoadSite, packed, review

WINTER = 1514764800  # 2018-01-01 00:00:00, a Monday in ISO week 1
SUNDAY = 1483273800  # 2017-01-01 12:30:00, a Sunday in ISO week 52 of the year before


def arrive(site: LoadSite, key: str, *records: dict[str, Any]) -> None:
    """Let a file of these records arrive."""
    site.put(key, packed(b"".join(json.dumps(record).encode() + b"\n" for record in records)))


def product(name: str, asin: str = "P1", **more: Any) -> dict[str, Any]:
    """Product metadata of 2018."""
    return {"asin": asin, "title": name, "category": ["Home", "Lamps"], **more}


def products(site: LoadSite) -> list[tuple[Any, ...]]:
    return site.rows(
        "select asin, product_name, category, is_placeholder, is_made_up from products order by 1"
    )


def test_a_moment_is_taken_apart_once_by_iso_weeks(site: LoadSite) -> None:
    arrive(
        site,
        "reviews/lamps/1.json.gz",
        review(unixReviewTime=WINTER, reviewerID="R1"),
        review(unixReviewTime=WINTER, reviewerID="R2"),
        review(unixReviewTime=SUNDAY),
    )
    site.load()
    arrive(site, "reviews/lamps/2.json.gz", review(unixReviewTime=WINTER, reviewerID="R3"))
    site.load()
    assert site.rows("select * from time order by 1") == [
        (datetime(2017, 1, 1, 12, 30), 2017, 1, 1, 7, 52, 1),
        (datetime(2018, 1, 1), 2018, 1, 1, 1, 1, 1),
    ]


def test_a_user_gets_the_latest_name_and_keeps_it(site: LoadSite) -> None:
    arrive(
        site,
        "reviews/lamps/1.json.gz",
        review(reviewerID="R1", reviewerName="Old", unixReviewTime=SUNDAY),
        review(reviewerID="R1", reviewerName="New", unixReviewTime=WINTER),
        review(reviewerID="R2", reviewerName=...),
    )
    site.load()
    arrive(
        site,
        "reviews/lamps/2.json.gz",
        review(reviewerID="R1", reviewerName="Newer", unixReviewTime=WINTER + 86400),
        review(reviewerID="R2", reviewerName="Bea", unixReviewTime=SUNDAY),
    )
    site.load()
    assert site.rows("select * from users order by 1") == [
        ("R1", "New", None, None, None),
        ("R2", "Bea", None, None, None),
    ]


def test_metadata_fill_a_placeholder_and_a_review_never_empties_it(site: LoadSite) -> None:
    arrive(site, "reviews/lamps/1.json.gz", review(asin="P1"), review(asin="P2"))
    site.load()
    assert products(site) == [("P1", None, "lamps", True, False), ("P2", None, "lamps", True, False)]
    arrive(site, "metadata/products/m.json.gz", product("Old lamp"), product("Lamp"))
    site.load()
    filled = [("P1", "Lamp", "Lamps", False, False), ("P2", None, "lamps", True, False)]
    assert products(site) == filled
    arrive(site, "reviews/chairs/2.json.gz", review(asin="P1", overall=1), review(asin="P2", overall=1))
    site.load()
    assert products(site) == filled


def test_metadata_and_reviews_of_one_batch_meet(site: LoadSite) -> None:
    arrive(site, "reviews/lamps/1.json.gz", review(asin="P1"))
    arrive(site, "metadata/products/m.json.gz", product("Lamp"), product("Shade", "P3"))
    site.load()
    assert products(site) == [("P1", "Lamp", "Lamps", False, False), ("P3", "Shade", "Lamps", False, False)]


@pytest.mark.parametrize("order", [("Real", "faker"), ("faker", "Real"), ("Real+faker",)])
def test_made_up_metadata_never_take_the_place_of_real_ones(site: LoadSite, order: tuple[str, ...]) -> None:
    for names in order:
        for name in names.split("+"):
            arrive(site, f"metadata/products/{name}-1.json.gz", product(name))
        site.load()
    assert products(site) == [("P1", "Real", "Lamps", False, False)]


def test_newer_made_up_metadata_take_the_place_of_older_ones(site: LoadSite) -> None:
    for name in ("old", "new"):
        arrive(site, f"metadata/products/faker-{name}.json.gz", product(name))
        site.load()
    assert products(site) == [("P1", "new", "Lamps", False, True)]
