"""On other people's data, which is not part of the project: skipped where it is missing."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from amzn_review.records.product_record import parse_product
from amzn_review.records.review_record import ReviewRecord, parse_review

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "amazon_reviews_2018"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="needs ../shared/data/amazon_reviews_2018")


def reviews_of(name: str) -> list[ReviewRecord]:
    with gzip.open(FOLDER / f"{name}.json.gz") as lines:
        return [parse_review(line) for line in lines]


def test_three_categories_hold_7556_distinct_reviews() -> None:
    found = [
        review for name in ("All_Beauty_5", "AMAZON_FASHION_5", "Appliances_5") for review in reviews_of(name)
    ]
    assert len(found) == 10_722
    assert len({review.review_key for review in found}) == 7_556


def test_gift_cards_hold_no_duplicate() -> None:
    found = reviews_of("Gift_Cards_5")
    assert len({review.review_key for review in found}) == len(found) == 2_972
    assert Counter(review.rating for review in found) == {1: 22, 2: 11, 3: 33, 4: 154, 5: 2752}
    assert {review.review_time.time().isoformat() for review in found} == {"00:00:00"}


def test_gift_cards_metadata_covers_every_review() -> None:
    with gzip.open(FOLDER / "meta_Gift_Cards.json.gz") as lines:
        products = [parse_product(line) for line in lines]
    assert len(products) == 1_547
    by_asin = {product.asin: product for product in products}
    reviewed = {review.asin for review in reviews_of("Gift_Cards_5")}
    assert len(reviewed) == 148
    assert all(by_asin[asin].product_name for asin in reviewed)
    shown = [product.product_name or "" for product in products] + [
        product.brand or "" for product in products
    ]
    assert not [text for text in shown if "&#39;" in text or "\n" in text]
    assert not [product for product in products if product.category and "<" in product.category]
