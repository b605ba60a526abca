"""Freezing a batch of real files."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amzn_review.data_layout import DataLayout
from amzn_review.manifest import (
    Manifest,
    ManifestEntry,
    freeze_batch,
    refused_files,
    waiting_files,
)

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def put(layout: DataLayout, key: str, content: bytes = b"x") -> ManifestEntry:
    """Write a file below uploaded/; returns the entry that a manifest has for it."""
    path = layout.uploaded / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return ManifestEntry(key, len(content), path.stat().st_mtime_ns)


def frozen(layout: DataLayout) -> Manifest:
    manifest = freeze_batch(layout, NOW)
    assert manifest is not None
    return manifest


@pytest.fixture
def layout(tmp_path: Path) -> DataLayout:
    return DataLayout(tmp_path)


def test_a_batch_lists_what_waits_by_source(layout: DataLayout) -> None:
    lamp = put(layout, "reviews/lamps/b.json.gz", b"12345")
    chair = put(layout, "reviews/chairs/a.json.gz")
    product = put(layout, "metadata/products/m.json.gz")
    manifest = frozen(layout)
    assert manifest.batch_id.startswith("20260102T030405-")
    assert list(manifest.entries()) == [product, chair, lamp]
    assert list(manifest.entries("reviews/lamps")) == [lamp]
    assert manifest.sources() == ["metadata/products", "reviews/chairs", "reviews/lamps"]


def test_nothing_waits_nothing_is_written(layout: DataLayout) -> None:
    assert freeze_batch(layout) is None
    (layout.uploaded / "reviews" / "lamps").mkdir(parents=True)
    assert freeze_batch(layout) is None
    assert not layout.manifests.exists()


def test_an_open_batch_is_taken_up_before_newer_files(layout: DataLayout) -> None:
    first = put(layout, "reviews/lamps/1.json.gz")
    manifest = frozen(layout)
    second = put(layout, "reviews/lamps/2.json.gz")
    again = frozen(layout)
    assert (again.batch_id, list(again.entries())) == (manifest.batch_id, [first])
    again.close()
    again.close()
    assert list(again.entries()) == [first]  # a closed manifest can still be read
    later = freeze_batch(layout, datetime(2026, 1, 3, tzinfo=UTC))
    assert later is not None
    assert list(later.entries()) == [first, second]


def test_what_is_no_plain_review_file_is_left_and_named(
    layout: DataLayout, caplog: pytest.LogCaptureFixture, tmp_path_factory: pytest.TempPathFactory
) -> None:
    good = put(layout, "reviews/lamps/good.json.gz")
    put(layout, "reviews/lamps/.unfinished.json.gz")
    put(layout, "reviews/lamps/notes.txt")
    put(layout, "reviews/lamps/new\nline.json.gz")
    put(layout, "reviews/Not A Category/a.json.gz")
    outside = tmp_path_factory.mktemp("outside") / "secret.json.gz"
    outside.write_bytes(b"secret")
    (layout.uploaded / "reviews" / "lamps" / "link.json.gz").symlink_to(outside)
    (layout.uploaded / "reviews" / "linked").symlink_to(outside.parent)
    (layout.uploaded / "reviews" / "lamps" / "folder.json.gz").mkdir()
    not_utf8 = os.fsencode(layout.uploaded / "reviews" / "lamps") + b"/\xff.json.gz"
    Path(os.fsdecode(not_utf8)).write_bytes(b"x")

    with caplog.at_level(logging.WARNING):
        assert list(frozen(layout).entries()) == [good]
    named = (
        "notes.txt",
        "new\\nline",
        "Not A Category",
        "link.json.gz",
        "linked",
        "folder.json.gz",
        "\\udcff",
    )
    assert [name for name in named if name not in caplog.text] == []
    assert ".unfinished" not in caplog.text


def test_a_file_is_found_wherever_it_went(layout: DataLayout) -> None:
    key = "reviews/lamps/[1].json.gz"
    entry = put(layout, key)
    manifest = frozen(layout)
    arrived = layout.uploaded / key
    assert manifest.find(entry) == arrived
    for target in (manifest.archive_path(key), manifest.quarantine_path(key, "not-json")):
        target.parent.mkdir(parents=True)
        arrived.replace(target)
        assert manifest.find(entry) == target
        target.replace(arrived)
    arrived.replace(manifest.archive_path(key))
    put(layout, key, b"dropped again under the same name")
    assert manifest.find(entry) == manifest.archive_path(key)
    manifest.archive_path(key).unlink()
    assert manifest.find(entry) is None


def test_what_no_batch_will_take_is_told_apart_from_what_waits(layout: DataLayout) -> None:
    entry = put(layout, "reviews/lamps/good.json.gz")
    for key in ("reviews/lamps/notes.txt", "reviews/lamps/.part.json.gz", "reviews/loose.json.gz"):
        put(layout, key)
    assert list(waiting_files(layout)) == [entry]
    refused = [str(Path(path).relative_to(layout.uploaded)) for path in refused_files(layout)]
    assert sorted(refused) == ["reviews/lamps/notes.txt", "reviews/loose.json.gz"]
