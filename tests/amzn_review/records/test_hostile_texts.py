"""Texts of a megabyte that were made to take time: each parser answers, in time linear in their length.

What is quadratic in such a text takes hours, so that the limit of a minute needs no clock of its own.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from amzn_review.climate.daily_header import read_header
from amzn_review.records.product_record import parse_product
from amzn_review.records.review_record import parse_review
from text_files.bad_record import BadRecord

pytestmark = pytest.mark.timeout(60)
MANY = 1_000_000
BLANKS = " " * MANY
REVIEW = {"overall": 5.0, "reviewerID": "A1", "asin": "B1", "unixReviewTime": 1472688000}


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (BLANKS, None),
        (f"from{BLANKS}x", None),
        (f"from{BLANKS}$2", Decimal("2.00")),
        (f"${BLANKS}x", None),
        (f"$1{BLANKS}x", None),
        (f"$1{BLANKS}-{BLANKS}$2", Decimal("1.00")),
        (f"$1 -{BLANKS}x", None),
        ("1" * MANY + "x", None),
        ("1," * MANY, None),
        ("1,111" + ",111" * (MANY // 4) + "x", None),
    ],
    ids=range(10),
)
def test_a_price(price: str, expected: Decimal | None) -> None:
    assert parse_product(json.dumps({"asin": "B1", "price": price})).price == expected


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("<img " * (MANY // 5), None),
        ("<img alt=" * (MANY // 9), None),
        ('<img alt=""' * (MANY // 11), None),
        ("<img " + "a " * (MANY // 2), None),
        ("<img " * (MANY // 5) + 'src="a" alt="Lamps">', "Lamps"),
    ],
    ids=range(5),
)
def test_a_category_in_a_picture(category: str, expected: str | None) -> None:
    assert parse_product(json.dumps({"asin": "B1", "main_cat": category})).category == expected


@pytest.mark.parametrize("brand", ["by" + BLANKS + "x", "by\n" * MANY, "by" + "\n" * MANY, "&" * MANY])
def test_a_brand(brand: str) -> None:
    assert parse_product(json.dumps({"asin": "B1", "brand": brand})).asin == "B1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("vote", "1," * MANY),
        ("vote", "1" * MANY),
        ("reviewTime", "09" + BLANKS + "1, 2016x"),
        ("reviewTime", "09 1," + BLANKS + "x"),
        ("overall", "5" * MANY),
    ],
)
def test_fields_of_a_review(field: str, value: str) -> None:
    review: dict[str, Any] = {**REVIEW, field: value}
    if field == "reviewTime":
        del review["unixReviewTime"]
    with pytest.raises(BadRecord):
        parse_review(json.dumps(review))


# csv takes no longer field.
SOME = 131_000


@pytest.mark.parametrize(
    ("column", "elements"),
    [
        ("PRCP" + " " * SOME + "x", ["TMAX"]),
        ("PRCP" + "(" * SOME, ["TMAX"]),
        ("PRCP " + "[" * SOME + ")", ["PRCP", "TMAX"]),
        ("PRCP " + "()" * (SOME // 2), ["TMAX"]),
        ("PRCP" + " " * SOME + "(mm)", ["PRCP", "TMAX"]),
    ],
    ids=range(5),
)
def test_a_column_of_a_climate_file(column: str, elements: list[str]) -> None:
    header = read_header(f'"STATION","NAME","DATE","TMAX","{column}"'.encode())
    assert list(header.elements) == elements
