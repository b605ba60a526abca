"""Rows that somebody removed after they were packed: `pack` writes them again, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amzn_review.load_limits import LoadLimits
from tests.amzn_review.load_site import numbered, packed
from tests.amzn_review.s3.batch_site import BatchSite

HELD = "reviews/lamps/0.json.gz"


@pytest.fixture
def site(batches: BatchSite, monkeypatch: pytest.MonkeyPatch) -> BatchSite:
    """Six objects in two segments."""
    monkeypatch.setattr("amzn_review.s3.batch_segments.SEGMENT_OBJECTS", 3)
    for number in range(6):
        batches.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    return batches


def whole(site: BatchSite) -> dict[str, bytes]:
    """Every object's key and bytes."""
    return {key: site.bucket.get(key) for key in site.keys("")}


@pytest.mark.parametrize(
    "lost",
    [
        "copy/{}/reviews/part-00001.json.gz",
        "copy/{}/reviews.manifest",
        "raw/{}/part-00001.parquet",
    ],
)
def test_what_is_lost_is_written_again(site: BatchSite, lost: str) -> None:
    batch_id = site.freeze()
    site.bucket.delete_many([f"uploaded/{HELD}"])
    first = site.pack(batch_id)
    assert (first.listed, first.staged, first.held_keys) == (6, 5, [HELD])
    before = whole(site)
    site.bucket.delete_many([lost.format(batch_id)])
    assert site.pack(batch_id) == first
    assert whole(site) == before


def test_rows_of_another_size_are_written_again(site: BatchSite) -> None:
    batch_id = site.freeze()
    first = site.pack(batch_id)
    before = whole(site)
    site.bucket.put(first.parts[0].key, b"other bytes")
    assert site.pack(batch_id) == first
    assert whole(site) == before


def test_a_stretch_that_has_lost_nothing_is_not_read_again(site: BatchSite) -> None:
    batch_id = site.freeze()
    first = site.pack(batch_id)
    site.put("reviews/lamps/1.json.gz", packed(numbered(11)))
    site.bucket.delete_many([first.parts[1].key])
    assert site.pack(batch_id) == first
    assert [row["reviewer_id"] for row in site.rows(batch_id, "reviews")] == [f"R{n}" for n in range(6)]


@pytest.mark.parametrize("becomes", ["replaced", "deleted"])
def test_what_cannot_be_read_again_is_a_sentence_and_nothing_changes(site: BatchSite, becomes: str) -> None:
    batch_id = site.freeze()
    first = site.pack(batch_id)
    key = "reviews/lamps/4.json.gz"
    if becomes == "replaced":
        site.put(key, packed(numbered(14)))
    else:
        site.bucket.delete_many([f"uploaded/{key}"])
    site.bucket.delete_many([first.parts[1].key])
    before = whole(site)
    with pytest.raises(LookupError, match=rf"1 of the objects .* such as '{key}'.* below raw/{batch_id}/"):
        site.pack(batch_id)
    assert whole(site) == before
    site.put(key, packed(numbered(4)))
    assert site.pack(batch_id) == first


def test_all_rows_of_a_batch_are_lost(site: BatchSite) -> None:
    batch_id = site.freeze()
    first = site.pack(batch_id)
    before = whole(site)
    gone = [key for key in site.keys(f"copy/{batch_id}/") if not key.endswith("reading.json")]
    site.bucket.delete_many(gone)
    assert replace(site, limits=LoadLimits()).pack(batch_id) == first
    assert whole(site) == before
