"""Objects that vanish or are replaced, and requests that fail, while a batch is under way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage.address import BucketAddress
from storage.bucket import Bucket
from tests.amzn_review.load_site import numbered, packed
from tests.amzn_review.s3.batch_site import BatchSite
from tests.amzn_review.sample_files import LARGE
from tests.s3_fault_proxy import FaultProxy
from tests.s3_site import S3Site

FIRST = "reviews/lamps/a.json.gz"
OTHER = "reviews/lamps/b.json.gz"
NEW = packed(numbered(99))
CONTENTS = {
    "small": packed(numbered(1)),
    "lines": packed(numbered(1) + b"bad\n" + numbered(2)),
    "large": LARGE,
    "bad": b"bad",
}
KEYS = {
    "review": (FIRST, CONTENTS["small"], NEW),
    "large": (FIRST, LARGE, NEW),
    "product": ("metadata/products/a.json.gz", packed(b'{"asin": "B1"}'), packed(b'{"asin": "B2"}')),
    "climate": (
        "climate/a.csv",
        b"STATION,DATE,TMAX,TMIN\nUSW00094728,2020-01-01,10.5,0.5\n",
        b"STATION,DATE,TMAX,TMIN\nUSW00094728,2020-01-02,10.5,0.5\n",
    ),
}
Act = Callable[[BatchSite, str, bytes], object]


def delete(site: BatchSite, key: str, new: bytes) -> None:
    site.bucket.delete_many([f"uploaded/{key}"])


def replace(site: BatchSite, key: str, new: bytes) -> None:
    site.put(key, new)


@pytest.mark.parametrize("act", [delete, replace])
@pytest.mark.parametrize("kind", KEYS)
def test_between_list_and_pack(batches: BatchSite, kind: str, act: Act) -> None:
    key, content, new = KEYS[kind]
    batches.put(key, content)
    batches.put(OTHER, packed(numbered(2)))
    batch_id = batches.freeze()
    act(batches, key, new)
    batch = batches.pack(batch_id)
    assert batch.held_keys == [key]
    assert (batch.held, batch.products_held, batch.climate_held) == (
        int(key == FIRST), int(kind == "product"), int(kind == "climate"),
    )  # fmt: skip
    assert batch.listed == batch.staged + batch.held
    assert [row["reviewer_id"] for row in batches.rows(batch_id, "reviews")] == ["R2"]
    assert batches.archive(batch_id).left == 0
    is_there = act is replace
    assert batches.keys("uploaded/") == [f"uploaded/{key}"] * is_there
    if is_there:
        second, rows = batches.run()
        assert (second.objects, len(second.parts), second.held_keys) == (1, 1, [])
        assert [row["reviewer_id"] for row in rows] == ["R99"] * (key == FIRST)
        assert batches.keys("uploaded/") == []
    places = sorted((it.key, it.place) for it in batches.found() if it.key)
    assert places == sorted([(key, "pack")] * is_there + [(OTHER, "pack")])


@pytest.mark.parametrize("kind", CONTENTS)
def test_replaced_between_pack_and_archive(batches: BatchSite, kind: str) -> None:
    content = CONTENTS[kind]
    batches.put(FIRST, content)
    batch_id = batches.freeze()
    batches.pack(batch_id)
    batches.put(FIRST, NEW)
    report = batches.archive(batch_id)
    assert (report.archived, report.quarantined, report.left) == (0, 0, 1)
    assert batches.bucket.get(f"uploaded/{FIRST}") == NEW
    second, (row,) = batches.run()
    assert (second.listed, row["reviewer_id"]) == (1, "R99")
    archived = [(it.place, it.content) for it in batches.found() if it.key == FIRST]
    before = [] if kind == "bad" else [("raw" if kind == "large" else "pack", content)]
    assert sorted(archived) == sorted([*before, ("pack", NEW)])


@pytest.mark.parametrize("kind", CONTENTS)
def test_replaced_between_the_archives_list_and_its_deletion(
    batches: BatchSite, bucket_address: BucketAddress, kind: str
) -> None:
    """By a proxy that heeds the condition as Amazon S3 does, which the stand-in's server ignores."""
    batches.put(FIRST, CONTENTS[kind])
    batches.put(OTHER, packed(numbered(3)))
    batch_id = batches.freeze()
    batches.pack(batch_id)
    asked = []

    def delete_if(key: str, etag: str | None) -> bool:
        if key == f"uploaded/{FIRST}":
            batches.put(FIRST, NEW)
        asked.append((key, etag))
        now = batches.bucket.head(key)
        if etag and now and now.etag != etag:
            return False
        batches.bucket.delete_many([key])
        return True

    before = {key: batches.bucket.head(f"uploaded/{key}") for key in (FIRST, OTHER)}
    with FaultProxy(bucket_address.endpoint_url or "", share=0, delete_if=delete_if).serve() as proxy:
        report = BatchSite(Bucket(proxy.before(bucket_address))).archive(batch_id)
    assert (report.archived, report.quarantined, report.left) == (1, 0, 1)
    conditions = [it for it in asked if it[0].startswith("uploaded/")]
    assert conditions == [(f"uploaded/{key}", found.etag) for key, found in before.items() if found]
    assert batches.keys("uploaded/") == [f"uploaded/{FIRST}"]
    second, (row,) = batches.run()
    assert (second.listed, row["reviewer_id"]) == (1, "R99")
    assert batches.keys("uploaded/") == []


@pytest.mark.parametrize("kind", CONTENTS)
def test_deleted_between_pack_and_archive(batches: BatchSite, kind: str) -> None:
    batches.put(FIRST, CONTENTS[kind])
    batch_id = batches.freeze()
    batches.pack(batch_id)
    batches.bucket.delete_many([f"uploaded/{FIRST}"])
    assert batches.archive(batch_id).left == 0
    archived = [(it.place, it.content) for it in batches.found() if it.key == FIRST]
    assert archived == ([] if kind == "bad" else [("raw" if kind == "large" else "pack", CONTENTS[kind])])


def test_an_archive_can_be_repeated(batches: BatchSite) -> None:
    for kind, content in CONTENTS.items():
        batches.put(f"reviews/lamps/{kind}.json.gz", content)
    batch_id = batches.freeze()
    batches.pack(batch_id)
    report = batches.archive(batch_id)
    assert (report.archived, report.quarantined) == (3, 1)
    before = batches.found()
    batches.put("reviews/lamps/small.json.gz", NEW)
    batches.archive(batch_id)
    assert [it for it in batches.found() if it.place != "uploaded"] == before
    assert batches.keys("uploaded/") == ["uploaded/reviews/lamps/small.json.gz"]


def test_nothing_leaves_before_it_is_packed(batches: BatchSite) -> None:
    batches.put(FIRST, NEW)
    batch_id = batches.freeze()
    with pytest.raises(LookupError, match=r"^Batch .* is not packed: copy/.*/reading\.json is not there"):
        batches.archive(batch_id)
    batches.pack(batch_id)
    batches.bucket.delete_many([f"raw/{batch_id}/part-00000.parquet"])
    with pytest.raises(LookupError, match=r"1 of its 1 packs of originals are not in the bucket"):
        batches.archive(batch_id)
    assert batches.keys("uploaded/") == [f"uploaded/{FIRST}"]


def test_a_large_original_that_is_missing_is_copied_again(batches: BatchSite) -> None:
    batches.put(FIRST, LARGE)
    batch_id = batches.freeze()
    batches.pack(batch_id)
    batches.bucket.delete_many([f"raw/{batch_id}/{FIRST}"])
    batches.archive(batch_id)
    assert batches.bucket.get(f"raw/{batch_id}/{FIRST}") == LARGE


def test_requests_that_fail(s3_site: S3Site, bucket_address: BucketAddress) -> None:
    """Throttled, refused with 5xx, reset, cut off in the middle, done without an answer: one in twenty."""

    def run(site: BatchSite) -> tuple[object, ...]:
        direct = BatchSite(Bucket(site.bucket.address))
        for number in range(150):
            direct.put(f"reviews/lamps/{number:03}.json.gz", packed(numbered(number)))
        for kind, content in CONTENTS.items():
            direct.put(f"reviews/lamps/{kind}.json.gz", content)
        return site.run(), direct.found()

    calm = run(BatchSite(Bucket(bucket_address)))
    with FaultProxy(s3_site.endpoint_url, share=0.05, seed=5).serve() as proxy:
        address = s3_site.new_bucket()
        through = BatchSite(Bucket(proxy.before(address)))
        assert run(through) == calm
        assert proxy.injected.total() >= 10
        assert len(proxy.injected) >= 5
