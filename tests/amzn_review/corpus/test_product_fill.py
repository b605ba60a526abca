from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from amzn_review.corpus.demo_products import make_products
from amzn_review.corpus.product_fill import ProductFillReport, fill_products
from amzn_review.data_layout import DataLayout
from amzn_review.records.product_record import parse_product
from text_files.framing.read_source import UnreadableFileError


def put_piece(layout: DataLayout, name: str, content: bytes) -> None:
    layout.review_folder("lamps").mkdir(exist_ok=True)
    (layout.review_folder("lamps") / name).write_bytes(content)


def review(asin: str, **changes: Any) -> bytes:
    fields = {"overall": 5.0, "asin": asin, "reviewerID": "A1", "unixReviewTime": 1472688000}
    return json.dumps(fields | changes).encode() + b"\n"


def asins_in(file: Path) -> list[str]:
    return [parse_product(line).asin for line in gzip.decompress(file.read_bytes()).splitlines()]


@pytest.fixture
def layout(tmp_path: Path) -> DataLayout:
    layout = DataLayout(tmp_path)
    put_piece(layout, "1.json.gz", gzip.compress(review("B3") + review("B1")))
    put_piece(layout, "2.json.gz", gzip.compress(review("B2") + review("B9", overall=9) + review("B1")))
    put_piece(layout, "3.json.gz", b"damaged")
    put_piece(layout, "4.json.gz", gzip.compress(review("B8"))[:-9])  # the line is whole, so it is loaded
    put_piece(layout, "6.json.gz", gzip.compress(review("B6"))[:30])
    put_piece(layout, "7.json.gz", b"")
    put_piece(layout, ".5.json.gz.part", gzip.compress(review("B7")))
    layout.metadata_products.mkdir(parents=True)
    (layout.metadata_products / "real.json.gz").write_bytes(gzip.compress(b'{"asin": "B2"}\nno product\n'))
    return layout


def test_only_what_is_in_use_and_uncovered_is_made_up(layout: DataLayout) -> None:
    report = fill_products(layout, "lamps", seed=1)
    assert report.file is not None
    assert report == ProductFillReport("lamps", 4, 3, report.file)
    assert asins_in(report.file) == ["B1", "B3", "B8"]
    assert report.file.parent == layout.metadata_products
    assert fill_products(layout, "lamps", seed=1) == ProductFillReport("lamps", 4, 0, None)


def test_what_comes_later_goes_into_a_file_of_its_own(layout: DataLayout) -> None:
    first = fill_products(layout, "lamps").file
    put_piece(layout, "6.json.gz", gzip.compress(review("B6")))
    second = fill_products(layout, "lamps").file
    assert first is not None
    assert second is not None
    assert second != first
    assert asins_in(second) == ["B6"]


def test_a_parent_is_the_product_of_its_variants(tmp_path: Path) -> None:
    fields = {"rating": 5, "asin": "B1", "parent_asin": "B0", "user_id": "A1", "timestamp": 1634275259292}
    layout = DataLayout(tmp_path)
    put_piece(layout, "1.json.gz", gzip.compress(json.dumps(fields).encode()))
    report = fill_products(layout, "lamps")
    assert report.file is not None
    assert asins_in(report.file) == ["B0"]


def test_a_product_depends_on_its_asin_category_and_seed_alone() -> None:
    both = make_products(["B1", "B2"], "desk_lamps", 4)
    assert make_products(["B2"], "desk_lamps", 4) == both[1:]
    assert make_products(["B2"], "desk_lamps", 5) != both[1:]
    assert both[0]["category"][0] == "Desk Lamps"
    assert parse_product(json.dumps(both[0])).asin == "B1"


def test_no_pieces(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"lamps does not exist: make it with"):
        fill_products(DataLayout(tmp_path), "lamps")


def test_damaged_metadata_is_a_sentence(layout: DataLayout) -> None:
    (layout.metadata_products / "cut.json.gz").write_bytes(gzip.compress(b'{"asin": "B5"}\n' * 99)[:-12])
    with pytest.raises(UnreadableFileError, match=r"cut\.json\.gz: found the end after \d+ whole lines"):
        fill_products(layout, "lamps")
