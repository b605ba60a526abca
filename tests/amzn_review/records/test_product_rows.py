from __future__ import annotations

from decimal import Decimal

import pytest

from amzn_review.records.product_rows import product_row
from tests.amzn_review.load_site import LoadSite, packed
from text_files.bad_record import BadRecord

KEY = "metadata/products/a.json.gz"
LINE = (
    b'{"asin": "B1", "title": "Lamp &amp; cord", "feature": ["bright", "\xe2\x98\x95"], '
    b'"description": ["One", "Two"], "price": "$1,012.50", "brand": "Lux", "category": ["Home", "Lamps"], '
    b'"also_buy": ["B2"], "also_view": []}\n'
)


def test_a_row() -> None:
    assert product_row(KEY, 3, LINE) == (
        KEY, 3, "B1", "Lamp & cord", '["bright","☕"]', "One\nTwo", "1012.50", "Lux", "Lamps", '["B2"]', "[]",
    )  # fmt: skip


def test_the_fewest_keys() -> None:
    assert product_row(KEY, 1, b'{"asin": "B1"}') == (
        KEY, 1, "B1", None, "[]", None, None, None, None, "[]", "[]",
    )  # fmt: skip


def test_what_is_no_product_is_refused() -> None:
    with pytest.raises(BadRecord, match=r"^asin: found nothing, expected text \(missing-key\)\.$"):
        product_row(KEY, 1, b"{}")


def test_a_row_arrives(site: LoadSite) -> None:
    site.put(KEY, packed(LINE))
    site.load()
    assert site.rows("select * from products") == [
        (
            "B1",
            "Lamp & cord",
            ["bright", "☕"],
            "One\nTwo",
            Decimal("1012.50"),
            "Lux",
            "Lamps",
            ["B2"],
            [],
            False,
            False,
        )
    ]


def test_the_last_of_several_records_counts(site: LoadSite) -> None:
    site.put(
        "metadata/products/a.json.gz", packed(b'{"asin": "B1", "title": "1"}\n{"asin": "B1", "title": "2"}\n')
    )
    site.put(
        "metadata/products/b.json.gz", packed(b'{"asin": "B1", "title": "3"}\n{"asin": "B1", "title": "4"}\n')
    )
    site.put("metadata/products/faker-z.json.gz", packed(b'{"asin": "B1", "title": "made up"}'))
    site.load()
    assert site.rows("select product_name, is_made_up from products") == [("4", False)]
    site.put("metadata/products/0.json.gz", packed(b'{"asin": "B1", "title": "5"}'))
    site.load()
    assert site.rows("select product_name, is_made_up from products") == [("5", False)]
