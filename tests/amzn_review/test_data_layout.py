from __future__ import annotations

from pathlib import Path

import pytest

from amzn_review.data_layout import (
    RESERVED_NAMES,
    DataLayout,
    category_of,
    review_file_names,
    safe_stem,
    validate_category,
)


def test_places() -> None:
    layout = DataLayout(Path("/data"))
    found = {
        "pieces": layout.review_folder("all_beauty"),
        "metadata_products": layout.metadata_products,
        "uploaded": layout.uploaded,
        "uploaded_reviews": layout.uploaded_reviews("all_beauty"),
        "uploaded_products": layout.uploaded_products,
        "raw": layout.raw,
        "quarantine": layout.quarantine,
        "manifests": layout.manifests,
        "work": layout.work,
        "models": layout.models,
    }
    assert {name: str(place) for name, place in found.items()} == {
        "pieces": "/data/all_beauty",
        "metadata_products": "/data/metadata/products",
        "uploaded": "/data/uploaded",
        "uploaded_reviews": "/data/uploaded/reviews/all_beauty",
        "uploaded_products": "/data/uploaded/metadata/products",
        "raw": "/data/raw",
        "quarantine": "/data/quarantine",
        "manifests": "/data/manifests",
        "work": "/data/work",
        "models": "/data/models",
    }


@pytest.mark.parametrize(
    "place",
    ["metadata_products", "uploaded", "raw", "quarantine", "manifests", "work", "models"],
)
def test_no_category_can_take_a_place_of_the_layout(place: str) -> None:
    first = getattr(DataLayout(Path("/data")), place).relative_to("/data").parts[0]
    assert first in RESERVED_NAMES


def test_categories_are_the_folders_with_pieces(tmp_path: Path) -> None:
    for name in [
        "b_two/1.json.gz",
        "a-one/1.json.gz",
        "empty/.1.json.gz.part",
        "plain/1.json",
        "raw/1.json.gz",
    ]:
        file = tmp_path / name
        file.parent.mkdir()
        file.touch()
    (tmp_path / "README.md").touch()
    (tmp_path / "Upper").mkdir()
    assert DataLayout(tmp_path).categories() == ("a-one", "b_two")


def test_pieces_are_the_visible_json_gz_files(tmp_path: Path) -> None:
    for name in ["b.json.gz", "a.json.gz", ".c.json.gz", ".d.json.gz.part", "e.json", "f.jsonl.gz"]:
        (tmp_path / name).touch()
    assert review_file_names(tmp_path) == ["a.json.gz", "b.json.gz"]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("meta_Gift_Cards.jsonl.gz", "meta_Gift_Cards"),
        ("..odd näme\n.json", "odd_n_me_"),
        (".json.gz", ""),
        ("x" * 200 + ".json", "x" * 100),
    ],
)
def test_safe_stem(name: str, stem: str) -> None:
    assert safe_stem(Path("/any/where") / name) == stem


def test_no_root_no_categories(tmp_path: Path) -> None:
    assert DataLayout(tmp_path / "absent").categories() == ()


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("All_Beauty_5.json.gz", "all_beauty"),
        ("AMAZON_FASHION.json", "amazon_fashion"),
        ("Gift_Cards.jsonl.gz", "gift_cards"),
        ("Gift_Cards_5.jsonl", "gift_cards"),
        ("GIFT_CARDS_5.JSON.GZ", "gift_cards"),
        ("top_50.json.gz", "top_50"),
        ("plain", "plain"),
    ],
)
def test_category_of(name: str, category: str) -> None:
    assert category_of(Path("/any/where.json") / name) == category


@pytest.mark.parametrize("name", ["all_beauty", "a", "3d-prints", "2018"])
def test_good_names(name: str) -> None:
    assert validate_category(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "All", "_a", "-a", "a b", "a/b", "..", "a\n", "ä", "٣", "toys_&_games", *sorted(RESERVED_NAMES)],
)
def test_bad_names(name: str) -> None:
    with pytest.raises(ValueError, match=r"^A category cannot be called .*\.$"):
        validate_category(name)
