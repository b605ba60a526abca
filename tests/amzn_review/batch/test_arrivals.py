"""What a batch would take, and what no batch will."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from amzn_review.batch.arrivals import arrivals, left_alone, source_of
from amzn_review.data_layout import DataLayout


def put(layout: DataLayout, *keys: str) -> None:
    for key in keys:
        path = layout.uploaded / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def found(layout: DataLayout) -> list[tuple[str, str | None]]:
    """Key and reason of each arrival."""
    return [(arrival.key, arrival.fault.reason if arrival.fault else None) for arrival in arrivals(layout)]


def left(layout: DataLayout) -> list[str]:
    return sorted(str(Path(path).relative_to(layout.uploaded)) for path in left_alone(layout))


def test_nothing_is_there(layout: DataLayout) -> None:
    assert (found(layout), left(layout)) == ([], [])
    (layout.uploaded / "reviews" / "lamps").mkdir(parents=True)
    assert (found(layout), left(layout)) == ([], [])


def test_metadata_come_first_then_the_categories_by_name(layout: DataLayout) -> None:
    put(layout, "reviews/lamps/a.json.gz", "reviews/chairs/b.json.gz", "metadata/products/c.json.gz")
    assert found(layout) == [
        ("metadata/products/c.json.gz", None),
        ("reviews/chairs/b.json.gz", None),
        ("reviews/lamps/a.json.gz", None),
    ]
    assert left(layout) == []


@pytest.mark.parametrize(
    "key",
    ["reviews/lamps/notes.txt", "reviews/lamps/a.json", "reviews/lamps/a.gz", "reviews/loose.json.gz",
     "reviews/Lamps/a.json.gz", "reviews/my lamps/a.json.gz", "reviews/raw/a.json.gz", "metadata/products/x",
     "reviews/lamps/folder/a.json.gz", "reviews/lamps/a.json.gz/b.json.gz"],
)  # fmt: skip
def test_what_is_left_alone_is_named(layout: DataLayout, key: str) -> None:
    put(layout, key)
    assert found(layout) == []
    named = left(layout)
    assert len(named) == 1
    assert key.startswith(named[0])


@pytest.mark.parametrize(
    "key",
    [
        "reviews/lamps/.a.json.gz",
        "reviews/.hidden/a.json.gz",
        ".outgoing/1/0",
        ".journal/lamps.log",
        "climate/a",
    ],
)
def test_what_is_hidden_or_of_another_source_is_neither(layout: DataLayout, key: str) -> None:
    put(layout, key)
    assert (found(layout), left(layout)) == ([], [])


def test_what_must_not_be_opened_has_a_fault(layout: DataLayout, tmp_path: Path) -> None:
    put(layout, "reviews/lamps/new\nline.json.gz", "reviews/lamps/\udcff.json.gz")
    lamps = layout.uploaded_reviews("lamps")
    os.mkfifo(lamps / "pipe.json.gz")
    (lamps / "link.json.gz").symlink_to(tmp_path)
    (lamps / "odd\tlink.json.gz").symlink_to("/etc/passwd")
    assert sorted(found(layout), key=ascii) == [
        ("reviews/lamps/\udcff.json.gz", "bad-name"),
        ("reviews/lamps/link.json.gz", "symlink"),
        ("reviews/lamps/new\nline.json.gz", "bad-name"),
        ("reviews/lamps/odd\tlink.json.gz", "bad-name"),
        ("reviews/lamps/pipe.json.gz", "not-a-file"),
    ]


def test_a_linked_category_is_not_entered(layout: DataLayout, tmp_path: Path) -> None:
    put(layout, "reviews/lamps/a.json.gz")
    (layout.uploaded / "reviews" / "linked").symlink_to(layout.uploaded_reviews("lamps"))
    assert found(layout) == [("reviews/lamps/a.json.gz", None)]
    assert left(layout) == ["reviews/linked"]


def test_the_source_is_the_folder() -> None:
    assert source_of("reviews/lamps/a.json.gz") == "reviews/lamps"
    assert source_of("metadata/products/a.json.gz") == "metadata/products"
