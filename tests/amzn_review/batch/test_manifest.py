"""The list of a batch, as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amzn_review.batch.manifest import ManifestEntry, manifest_lines, open_manifests, write_manifest
from amzn_review.data_layout import DataLayout

NOW = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
ENTRIES = [
    ManifestEntry("reviews/lamps/a.json.gz", 5, "cae66941d9efbd404e4d88758ea67670"),
    ManifestEntry("reviews/lamps/pipe.json.gz", -1, ""),
]


def test_a_manifest_is_lines_of_json_under_the_moment_and_a_digest(layout: DataLayout) -> None:
    manifest = write_manifest(layout, manifest_lines(ENTRIES), NOW)
    # The digest: `b2sum --length=32` of the two lines.
    assert manifest.batch_id == "20260102T030405678-22207ec2"
    assert manifest.open_path == layout.manifests / "open" / f"{manifest.batch_id}.jsonl"
    assert manifest.open_path.read_text() == (
        '{"key":"reviews/lamps/a.json.gz","size":5,"blake2b":"cae66941d9efbd404e4d88758ea67670"}\n'
        '{"key":"reviews/lamps/pipe.json.gz","size":-1,"blake2b":""}\n'
    )
    assert [path.name for path in manifest.open_path.parent.iterdir()] == [manifest.open_path.name]


@pytest.mark.parametrize(
    "key", ["a", "Größe ☕", "\udcff\udc80", "a\nb\tc\x1b\x7f", '"quoted" \\ back', "\u2028", "ÿ", "x" * 247]
)
def test_every_name_comes_back(layout: DataLayout, key: str) -> None:
    entries = [
        ManifestEntry("before", 0, ""),
        ManifestEntry(f"reviews/lamps/{key}.json.gz", 1, "ab"),
        *ENTRIES,
    ]
    manifest = write_manifest(layout, manifest_lines(entries))
    assert list(manifest.entries()) == entries
    assert len(manifest.open_path.read_bytes().splitlines()) == 4


def test_a_closed_manifest_is_not_open_and_can_be_read(layout: DataLayout) -> None:
    manifest = write_manifest(layout, manifest_lines(ENTRIES), NOW)
    assert open_manifests(layout) == [manifest]
    for _ in range(2):
        manifest.close()
        assert (open_manifests(layout), list(manifest.entries())) == ([], ENTRIES)
        assert (manifest.open_path.exists(), manifest.done_path.exists()) == (False, True)


def test_a_discarded_manifest_is_gone(layout: DataLayout) -> None:
    manifest = write_manifest(layout, manifest_lines(ENTRIES), NOW)
    for _ in range(2):
        manifest.discard()
        assert open_manifests(layout) == []
    with pytest.raises(FileNotFoundError):
        list(manifest.entries())


def test_open_manifests_are_given_by_age(layout: DataLayout) -> None:
    written = [
        write_manifest(layout, manifest_lines(ENTRIES), NOW + timedelta(milliseconds=shift))
        for shift in (2, 0, 1)
    ]
    assert open_manifests(layout) == [written[1], written[2], written[0]]


def test_no_manifest_is_open_where_none_was_written(layout: DataLayout) -> None:
    assert open_manifests(layout) == []


def test_another_list_at_the_same_moment_is_another_batch(layout: DataLayout) -> None:
    assert write_manifest(layout, manifest_lines(ENTRIES), NOW) != write_manifest(
        layout, manifest_lines(ENTRIES[:1]), NOW
    )
    assert len(open_manifests(layout)) == 2
