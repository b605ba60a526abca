from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from amzn_review.load_limits import LoadLimits
from amzn_review.s3.bucket_arrivals import kind_of
from amzn_review.s3.frozen_batch import freeze, listing_of, open_batches
from storage.bucket import Bucket
from tests.amzn_review.s3.batch_site import NOW, BatchSite


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("reviews/lamps/a.json.gz", "reviews"),
        ("reviews/lamps/tab\tname.json.gz", "reviews"),
        ("metadata/products/a.json.gz", "products"),
        ("metadata/climate/ghcnd-stations.txt", "stations"),
        ("metadata/climate/ghcnd-stations.txt.gz", "stations"),
        ("climate/nyc.csv", "climate"),
        ("climate/nyc.csv.gz", "climate"),
        ("reviews/Lamps/a.json.gz", None),
        ("reviews/raw/a.json.gz", None),
        ("reviews/lamps/2018/a.json.gz", None),
        ("reviews/lamps//a.json.gz", None),
        ("reviews/lamps/a.json", None),
        ("reviews/lamps/.a.json.gz", None),
        ("reviews/lamps/", None),
        ("reviews/a.json.gz", None),
        ("metadata/products/old/a.json.gz", None),
        ("metadata/climate/other.txt", None),
        ("climate/.nyc.csv", None),
        ("climate/2020/nyc.csv", None),
        ("other/a.json.gz", None),
        ("", None),
    ],
)
def test_what_an_object_holds(key: str, kind: str | None) -> None:
    assert kind_of(key) == kind


def test_nothing_waits(batches: BatchSite) -> None:
    assert freeze(batches.bucket, NOW, LoadLimits()) is None
    assert batches.keys() == []


def test_the_listing_holds_each_object_once_sorted(batches: BatchSite) -> None:
    objects = [
        batches.put(key, key.encode())
        for key in ("reviews/lamps/b.json.gz", "climate/x.csv", "reviews/lamps/a.json.gz")
    ]
    batch_id = batches.freeze()
    assert batch_id.startswith("20260117T101500123-")
    assert batches.keys("manifests/") == [f"manifests/open/{batch_id}.jsonl"]
    with listing_of(batches.bucket, batch_id) as path:
        lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    assert lines == [
        {"key": it.key.removeprefix("uploaded/"), "size": it.size, "etag": it.etag}
        for it in (objects[1], objects[2], objects[0])
    ]


def test_an_open_batch_comes_first(batches: BatchSite) -> None:
    batches.put("reviews/lamps/a.json.gz", b"a")
    first = batches.freeze()
    batches.put("reviews/lamps/b.json.gz", b"b")
    assert freeze(batches.bucket, NOW + timedelta(days=1), LoadLimits()) == first
    assert open_batches(batches.bucket) == [first]


def test_the_oldest_open_batch_comes_first(batches: BatchSite) -> None:
    for batch_id in ("20260202T000000000-b", "20260101T000000000-a"):
        batches.bucket.put(f"manifests/open/{batch_id}.jsonl", b"")
    assert batches.freeze() == "20260101T000000000-a"


def test_a_batch_takes_no_more_than_the_limit(batches: BatchSite) -> None:
    for number in range(5):
        batches.put(f"reviews/lamps/{number}.json.gz", b"x")
    site = replace(batches, limits=LoadLimits(batch_objects=3))
    with listing_of(batches.bucket, site.freeze()) as path:
        assert len(path.read_bytes().splitlines()) == 3


def test_what_is_of_no_source_is_left_alone_and_named(
    batches: BatchSite, caplog: pytest.LogCaptureFixture
) -> None:
    for key in ("reviews/Lamps/a.json.gz", "reviews/lamps/a.txt", "climate/.hidden.csv", ".journal/x.jsonl"):
        batches.put(key, b"x")
    assert freeze(batches.bucket, NOW, LoadLimits()) is None
    (message,) = caplog.messages
    assert message.startswith("2 objects are of no source and were left alone, such as ")
    assert "'uploaded/reviews/Lamps/a.json.gz'" in message
    assert "'uploaded/reviews/lamps/a.txt'" in message


@pytest.mark.parametrize("turn", range(5))
def test_of_two_processes_one_keeps_its_list(
    batches: BatchSite, turn: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Both freeze the same object at once; whichever is first, one batch is open then, and both have it."""
    caplog.set_level(logging.CRITICAL)
    batches.put("reviews/lamps/a.json.gz", b"x")
    found: list[str | None] = []
    start = threading.Barrier(2)

    def take(seconds: int) -> None:
        bucket = Bucket(batches.bucket.address)
        assert bucket.head("nothing") is None  # opened
        start.wait()
        found.append(freeze(bucket, NOW + timedelta(seconds=seconds), LoadLimits()))

    threads = [threading.Thread(target=take, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(open_batches(batches.bucket)) == 1
    assert found == open_batches(batches.bucket) * 2


def test_a_batch_that_is_not_open(batches: BatchSite) -> None:
    with pytest.raises(
        LookupError, match=r"^There is no batch 'x' in s3://bucket-.*: manifests/open/x\.jsonl"
    ):
        batches.pack("x")
    batches.bucket.put("manifests/done/x.jsonl", b"")
    with pytest.raises(LookupError, match=r"^Batch x is archived already"):
        batches.pack("x")


def test_copies_of_an_archived_batch_are_swept_away(batches: BatchSite) -> None:
    """A process was killed after it closed the manifest."""
    batches.bucket.put("manifests/done/old.jsonl", b"")
    for key in ("copy/old/reading.json", "copy/old/reviews/part-00000.json.gz", "copy/jsonpaths/1.json"):
        batches.bucket.put(key, b"x")
    assert freeze(batches.bucket, NOW, LoadLimits()) is None
    assert batches.keys() == ["copy/jsonpaths/1.json", "manifests/done/old.jsonl"]
