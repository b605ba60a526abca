"""The independent readers: what they import, rows that were written by hand, and what the comparison sees."""

from __future__ import annotations

import ast
import gzip
import json
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.independent.climate_rows import Units, climate_rows
from tests.independent.product_rows import product_rows
from tests.independent.review_rows import review_records, review_rows, time_rows, user_rows
from tests.independent.row_differences import row_differences
from tests.independent.station_rows import station_rows

READERS = ("climate_rows", "product_rows", "review_rows", "station_rows")


def imported(reader: str) -> set[str]:
    """The first part of each module that a reader imports, wherever in it."""
    tree = ast.parse(Path(__file__).with_name(f"{reader}.py").read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_imports_the_standard_library_alone(reader: str) -> None:
    modules = imported(reader)
    assert modules - sys.stdlib_module_names == set()
    assert len(modules) > 1  # __future__ is not the only one that was found
    source = Path(__file__).with_name(f"{reader}.py").read_text(encoding="utf-8")
    assert [name for name in ("__import__", "importlib", "exec(", "eval(") if name in source] == []


def test_every_reader_is_looked_at() -> None:
    assert {path.stem for path in Path(__file__).parent.glob("*_rows.py")} == set(READERS)


def test_a_review() -> None:
    # The example of https://nijianmo.github.io/amazon/index.html, shortened, with a vote.
    review = {
        "image": ["https://images-na.ssl-images-amazon.com/images/I/71eG75FTJJL._SY88.jpg"],
        "overall": 5.0,
        "vote": "1,002",
        "verified": True,
        "reviewTime": "01 1, 2018",
        "reviewerID": "AUI6WTTT0QZYS",
        "asin": "5120053084",
        "style": {"Size:": "Large", "Color:": " Charcoal"},
        "reviewerName": "Abbey",
        "reviewText": "I now have 4 of the 5 available colors of this shirt ",
        "summary": "Comfy, flattering, discreet--highly recommended!",
        "unixReviewTime": 1514764800,
    }
    line = json.dumps(review).encode()
    records = review_records({"reviews/shirts/a.json.gz": gzip.compress(line + b"\n" + line)})
    moment = datetime(2018, 1, 1)
    assert review_rows(records) == [
        (
            "AUI6WTTT0QZYS", "5120053084", None, 5, "I now have 4 of the 5 available colors of this shirt ",
            "Comfy, flattering, discreet--highly recommended!", 1002, True,
            '{"Color:": " Charcoal", "Size:": "Large"}',
            '["https://images-na.ssl-images-amazon.com/images/I/71eG75FTJJL._SY88.jpg"]', moment,
        )
    ]  # fmt: skip
    assert user_rows(records) == [("AUI6WTTT0QZYS", "Abbey", None, None, None)]
    assert time_rows(records) == [(moment, 2018, 1, 1, 1, 1, 1)]  # a Monday


def test_a_product_and_a_placeholder() -> None:
    # The example of https://nijianmo.github.io/amazon/index.html, shortened, with an entity in its name, and
    # its price as the files have it: a text with a sign.
    product = {
        "asin": "0000031852",
        "title": "Girls Ballet Tutu Zebra Hot Pink &amp; White",
        "feature": ["Botiquecutie Trademark exclusive Brand"],
        "description": ["This tutu is great for dress up play for your little ballerina."],
        "price": "$3.17",
        "also_buy": ["B00JHONN1S", "B002BZX8Z6"],
        "also_view": ["B002BZX8Z6"],
        "brand": "Coxlures",
        "category": ["Sports & Outdoors", "Other Sports", "Dance"],
    }
    files = {"metadata/products/m.json.gz": gzip.compress(json.dumps(product).encode())}
    assert product_rows(files, {"0000031852": "dance", "B00UNKNOWN": "dance"}) == [
        (
            "0000031852", "Girls Ballet Tutu Zebra Hot Pink & White",
            '["Botiquecutie Trademark exclusive Brand"]',
            "This tutu is great for dress up play for your little ballerina.", Decimal("3.17"), "Coxlures",
            "Dance", '["B00JHONN1S", "B002BZX8Z6"]', '["B002BZX8Z6"]', False, False,
        ),
        ("B00UNKNOWN", None, "[]", None, None, None, "dance", "[]", "[]", True, False),
    ]  # fmt: skip


def test_a_station() -> None:
    line = "USW00094728  40.7789  -73.9692   42.7 NY NEW YORK CNTRL PK TWR              HCN 72506\n"
    row = ("USW00094728", "NEW YORK CNTRL PK TWR", -73.9692, 40.7789, 42.7, "NY", "US", False)
    assert station_rows(line) == [row]


@pytest.mark.parametrize(
    ("units", "values", "row"),
    [
        # By hand: 10 mph, 1 in, 2 in, 3 in; 50, 32 and 68 degrees Fahrenheit.
        ("imperial", "10,1,2,3,50,32,68", (4.47, 25.4, 50.8, 76.2, 10, 0, 20)),
        # Halves of the last place go to the even neighbour: 0.125 m/s, 2.5555 mm, -0.125 degrees.
        ("metric", "0.125,2.5555,,-9999,T,-0.125,0.375", (0.12, 2.556, None, None, 0, -0.12, 0.38)),
        ("tenths", "45,254,51,76,100,-5,200", (4.5, 25.4, 51, 76, 10, -0.5, 20)),
    ],
)
def test_a_day(units: Units, values: str, row: tuple[float | None, ...]) -> None:
    text = f"STATION,DATE,AWND,PRCP,SNOW,SNWD,TAVG,TMIN,TMAX,WT22\nX,2013-01-31,{values},1\n"
    assert climate_rows([(text, units)]) == [("X", date(2013, 1, 31), *row, *[None] * 20, True)]


def test_rows_are_compared_as_often_as_they_occur_and_a_few_are_shown() -> None:
    columns = ("key", "text")
    assert row_differences(columns, [(1, "a"), (2, "b")], [(2, "b"), (1, "a")]) == []
    assert row_differences(columns, [(1, "a")], [(1, "a"), (1, "a")]) == [
        "0 rows are only in the files, 1 only in the warehouse (of 1 and 2)",
        "only in the warehouse: (1, 'a')",
    ]
    read = [(number, "x" * 100 + "a") for number in range(5000)]
    held = [(number, "x" * 100 + "b") for number in range(5000)]
    count, *shown = row_differences(columns, read, held)
    assert count == "5000 rows are only in the files, 5000 only in the warehouse (of 5000 and 5000)"
    around = "x" * 30
    assert len(shown) == 3
    assert shown[0].endswith(f"text: '{around}a' in the files, '{around}b' in the warehouse")
