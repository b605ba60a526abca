from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from amzn_review.records.product_record import ProductRecord, parse_product
from text_files.bad_record import BadRecord

PRODUCT_2018: dict[str, Any] = {
    "category": ["Tools &amp; Home", "Lamps", "Desk Lamps"],
    "tech1": "",
    "description": ["Bright.", "", "Folds flat."],
    "title": "  Fold &amp; Go   Lamp",
    "also_buy": ["B00OTHER01"],
    "brand": "by\n    \n    Light &amp; Co",
    "feature": ["USB port", "Two colours"],
    "rank": [">#1 in Lamps"],
    "also_view": ["B00OTHER02", "B00OTHER03"],
    "main_cat": "Tools",
    "price": "$25.00",
    "asin": "B00LAMP001",
}
PRODUCT_2014: dict[str, Any] = {
    "asin": "B00LAMP001",
    "title": "Fold Lamp",
    "price": 3.17,
    "imUrl": "https://images.example.com/I/a.jpg",
    "related": {
        "also_bought": ["B00OTHER01"],
        "also_viewed": ["B00OTHER02"],
        "bought_together": ["B00OTHER04"],
    },
    "salesRank": {"Lamps": 211836},
    "brand": "Light",
    "categories": [["Tools", "Desk Lamps"], ["Office", "Gifts"]],
    "description": "Bright.",
}
PRODUCT_2023: dict[str, Any] = {
    "main_category": "Tools",
    "title": "Fold Lamp",
    "average_rating": 4.8,
    "rating_number": 10,
    "features": ["USB port"],
    "description": [],
    "price": None,
    "images": [{"large": "https://images.example.com/I/a.jpg"}],
    "videos": [],
    "store": "Light",
    "categories": ["Tools", "Lamps"],
    "details": {"Color": "Red"},
    "parent_asin": "B00PARENT0",
    "bought_together": None,
}


def parse(product: dict[str, Any], **changes: Any) -> ProductRecord:
    return parse_product(json.dumps(product | changes))


def test_a_product_of_2018() -> None:
    assert parse(PRODUCT_2018) == ProductRecord(
        asin="B00LAMP001",
        product_name="Fold & Go Lamp",
        features=["USB port", "Two colours"],
        description="Bright.\nFolds flat.",
        price=Decimal("25.00"),
        brand="Light & Co",
        category="Desk Lamps",
        also_buy=["B00OTHER01"],
        also_view=["B00OTHER02", "B00OTHER03"],
    )


def test_a_product_of_2014() -> None:
    assert parse(PRODUCT_2014) == ProductRecord(
        asin="B00LAMP001",
        product_name="Fold Lamp",
        features=[],
        description="Bright.",
        price=Decimal("3.17"),
        brand="Light",
        category="Desk Lamps",
        also_buy=["B00OTHER01"],
        also_view=["B00OTHER02"],
    )


def test_a_product_of_2023() -> None:
    assert parse(PRODUCT_2023) == ProductRecord(
        asin="B00PARENT0",
        product_name="Fold Lamp",
        features=["USB port"],
        description=None,
        price=None,
        brand="Light",
        category="Lamps",
        also_buy=[],
        also_view=[],
    )


def test_an_asin_is_enough() -> None:
    nothing = ProductRecord("B1", None, [], None, None, None, None, [], [])
    assert parse_product('{"asin": "B1"}') == nothing


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("$25.00", "25.00"),
        ("$1,234.5", "1234.50"),
        ("$10.00 - $25.00", "10.00"),
        ("$25.00 - $10.00", "10.00"),
        ("from 12.99", "12.99"),
        (" $7 ", "7.00"),
        (9.99, "9.99"),
        (25, "25.00"),
        (0.1, "0.10"),
        ("", None),
        (None, None),
        ("None", None),
        ("—", None),
        (".a-box-inner{background-color:#fff}#box .price{$25.00}", None),
        ("\n\t\t  \r\n $25.00 & FREE Shipping", None),
    ],
)
def test_prices(written: object, price: str | None) -> None:
    assert parse(PRODUCT_2018, price=written).price == (Decimal(price) if price else None)


@pytest.mark.parametrize(
    ("changes", "category"),
    [
        ({"category": ["Lamps"]}, "Lamps"),
        ({"category": ["Lamps", "Two bulbs in the box."]}, "Lamps"),
        ({"category": ["Lamps", "</span></span></span>"]}, "Lamps"),
        ({"category": ["</span>"]}, "Tools"),
        ({"category": []}, "Tools"),
        ({"category": [], "main_cat": ""}, None),
        (
            {"category": [], "main_cat": '<img src="https://images.example.com/a.png" alt="SHOP &amp; CO"/>'},
            "SHOP & CO",
        ),
        ({"category": [], "main_cat": "<b></b>"}, None),
        ({"category": ["R&amp;amp;D"]}, "R&amp;D"),
    ],
)
def test_categories(changes: dict[str, object], category: str | None) -> None:
    assert parse(PRODUCT_2018, **changes).category == category


def test_a_script_is_no_title() -> None:
    assert parse(PRODUCT_2018, title="var aPageStart = (new Date()).getTime();").product_name is None


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"asin": None}, "missing-key", "asin"),
        ({"asin": ""}, "empty", "asin"),
        ({"asin": 5}, "wrong-type", "asin"),
        ({"title": 5}, "wrong-type", "title"),
        ({"title": "a\0"}, "nul-character", "title"),
        ({"title": "a\ud800"}, "not-utf-8", "record"),
        ({"feature": {"a": 1}}, "wrong-type", "feature"),
        ({"feature": [1]}, "wrong-type", "feature"),
        ({"also_buy": [None]}, "wrong-type", "also_buy"),
        ({"category": [5]}, "wrong-type", "category"),
        ({"price": True}, "wrong-type", "price"),
        ({"price": [1]}, "wrong-type", "price"),
        ({"price": -1}, "out-of-range", "price"),
        ({"price": 1e9}, "out-of-range", "price"),
    ],
)
def test_bad_products(changes: dict[str, object], reason: str, field: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parse(PRODUCT_2018, **changes)
    assert (caught.value.reason, caught.value.field) == (reason, field)
