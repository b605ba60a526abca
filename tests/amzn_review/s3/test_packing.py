from __future__ import annotations

import gzip
import os
from dataclasses import replace

import pytest

from amzn_review.batch.batch_error import TooManyBadError
from amzn_review.load_limits import LoadLimits
from amzn_review.records.review_record import parse_review
from amzn_review.s3.batch_summary import BatchSummary
from amzn_review.s3.packing import pack
from tests.amzn_review.load_site import line, numbered, packed
from tests.amzn_review.s3.batch_site import BatchSite, Found
from tests.amzn_review.sample_files import LAMP, LARGE

COUNTS = (
    "files", "listed", "staged", "quarantined", "held", "product_files", "products", "climate_files",
    "climate_rows", "station_rows", "climate_quarantined", "rejections",
)  # fmt: skip


def counts(batch: BatchSummary) -> dict[str, int]:
    """The counts that are not 0."""
    return {name: number for name in COUNTS if (number := getattr(batch, name))}


def test_one_review(batches: BatchSite) -> None:
    text = line()
    batches.put(LAMP, packed(text))
    batch_id = batches.freeze()
    batch = batches.pack(batch_id)
    assert counts(batch) == {"files": 1, "listed": 1, "staged": 1}
    assert batches.rows(batch_id, "reviews") == [
        {
            "batch_id": batch_id, "source_key": LAMP, "line_number": 1,
            "review_key": parse_review(text).review_key, "reviewer_id": "A3TESTREVIEWER",
            "reviewer_name": "Zoë Müller", "asin": "B00TESTABC", "variant_asin": None, "category": "lamps",
            "rating": 5, "review_text": "Keeps the coffee warm.", "summary": "Warm", "vote": 12,
            "verified": True, "style": {"Size:": " 7.0 oz"}, "image": None,
            "review_time": "2016-09-01 00:00:00.000",
        }
    ]  # fmt: skip
    assert batches.keys(f"copy/{batch_id}/") == [
        f"copy/{batch_id}/reading.json",
        f"copy/{batch_id}/reviews.manifest",
        f"copy/{batch_id}/reviews/part-00000.json.gz",
        f"copy/{batch_id}/segments/00000.json",
    ]
    assert [it for it in batches.found() if it.place == "pack"] == [Found("pack", LAMP, packed(text))]


def test_a_review_of_2023_and_its_variant(batches: BatchSite) -> None:
    text = (
        b'{"rating": 4, "user_id": "R1", "asin": "V1", "parent_asin": "P1", "timestamp": 1588687728923, '
        b'"title": "T", "text": "x", "helpful_vote": 1, "verified_purchase": false, "images": [{"a": 1}]}'
    )
    batches.put(LAMP, packed(text))
    _, (row,) = batches.run()
    assert row["review_key"] == parse_review(text).review_key
    assert (row["asin"], row["variant_asin"], row["verified"]) == ("P1", "V1", False)
    assert (row["image"], row["review_time"]) == ([{"a": 1}], "2020-05-05 14:08:48.923")


def test_a_product(batches: BatchSite) -> None:
    text = (
        b'{"asin": "B1", "title": "A &amp; B", "price": "$1,024.50", "feature": ["x", "y"], "also_buy": []}'
    )
    batches.put("metadata/products/a.json.gz", packed(text))
    batch_id = batches.freeze()
    assert counts(batches.pack(batch_id)) == {"product_files": 1, "products": 1}
    assert batches.rows(batch_id, "products") == [
        {
            "batch_id": batch_id, "source_key": "metadata/products/a.json.gz", "line_number": 1, "asin": "B1",
            "product_name": "A & B", "features": ["x", "y"], "description": None, "price": "1024.50",
            "brand": None, "category": None, "also_bought": [], "also_viewed": [],
        }
    ]  # fmt: skip


def test_objects_of_every_kind_end_where_they_belong(batches: BatchSite) -> None:
    lines = packed(numbered(1) + b"bad\n" + numbered(2))
    objects = {
        "climate/a.csv": b"STATION,DATE,TMAX,TMIN\nUSW00094728,2020-01-01,10.5,0.5\nUSW00094728,x,1.0,0.0\n",
        "climate/b.csv.gz": packed(b"a,b\n1,2\n"),
        "metadata/climate/ghcnd-stations.txt": (
            b"%-11s %8s %9s %6s %2s %-30s\n"
            % (b"USW00094728", b"40.7789", b"-73.9692", b"42.7", b"NY", b"NEW YORK CNTRL PK TWR")
        ),
        "metadata/products/a.json.gz": packed(b'{"asin": "B1"}'),
        "reviews/lamps/bad.json.gz": b"bad",
        "reviews/lamps/large.json.gz": LARGE,
        "reviews/lamps/lines.json.gz": lines,
        "reviews/lamps/one.json.gz": packed(numbered(3)),
        "reviews/lamps/tab\tname.json.gz": packed(numbered(4)),
    }
    for key, content in objects.items():
        batches.put(key, content)
    batch_id = batches.freeze()
    batch = batches.pack(batch_id)
    assert counts(batch) == {
        "files": 5, "listed": 4006, "staged": 4003, "quarantined": 3, "product_files": 1, "products": 1,
        "climate_files": 3, "climate_rows": 1, "station_rows": 1, "climate_quarantined": 2, "rejections": 5,
    }  # fmt: skip
    refused = [
        (row["source_key"], row["line_number"], row["reason"], row["is_whole_file"])
        for row in batches.rows(batch_id, "rejections")
    ]
    assert refused == [
        ("climate/a.csv", 3, "not-a-date", False),
        ("climate/b.csv.gz", 0, "missing-column", True),
        ("reviews/lamps/bad.json.gz", 0, "not-gzip", True),
        ("reviews/lamps/lines.json.gz", 2, "not-json", False),
        ("reviews/lamps/tab\\tname.json.gz", 0, "bad-name", True),
    ]
    (day,) = batches.rows(batch_id, "climate")
    assert (day["batch_id"], day["station_id"], day["date"]) == (batch_id, "USW00094728", "2020-01-01")
    assert (day["max_temp"], day["min_temp"], day["wt01"]) == (10.5, 0.5, None)
    (station,) = batches.rows(batch_id, "stations")
    assert (station["latitude"], station["longitude"], station["state"]) == (40.7789, -73.9692, "NY")
    report = batches.archive(batch_id)
    assert (report.archived, report.quarantined, report.left) == (6, 3, 0)
    where = {it.key: it.place for it in batches.found() if it.key}
    assert where == {
        "climate/a.csv": "pack",
        "climate/b.csv.gz": "quarantine/missing-column",
        "lines/climate/a.line-3.csv.gz": "quarantine/not-a-date",
        "lines/reviews/lamps/lines.line-2.json.gz": "quarantine/not-json",
        "metadata/climate/ghcnd-stations.txt": "pack",
        "metadata/products/a.json.gz": "pack",
        "reviews/lamps/bad.json.gz": "quarantine/not-gzip",
        "reviews/lamps/large.json.gz": "raw",
        "reviews/lamps/lines.json.gz": "pack",
        "reviews/lamps/one.json.gz": "pack",
        "reviews/lamps/tab\\tname.json.gz": "quarantine/bad-name",
    }
    contents = {it.key: it.content for it in batches.found()}
    for key, content in objects.items():
        assert contents[key.replace("\t", "\\t")] == content
    assert gzip.decompress(contents["lines/reviews/lamps/lines.line-2.json.gz"]) == b"bad\n"
    assert batches.keys("uploaded/") == batches.keys("copy/") == []
    assert batches.keys("manifests/") == [f"manifests/done/{batch_id}.jsonl"]


def test_a_batch_is_packed_once(batches: BatchSite) -> None:
    batches.put(LAMP, packed(numbered(1)))
    batch_id = batches.freeze()
    first = batches.pack(batch_id)
    batches.put(LAMP, packed(numbered(2)))
    assert batches.pack(batch_id) == first


def test_a_batch_is_cut_into_objects_of_bounded_size(
    batches: BatchSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amzn_review.s3.batch_segments.SEGMENT_OBJECTS", 3)
    monkeypatch.setattr("amzn_review.s3.batch_segments._SLICE_OBJECTS", 1)
    monkeypatch.setattr("amzn_review.s3.copy_parts.FULL_BYTES", 1000)
    for number in (0, 1, 2, 3, 4, 5, 9):
        batches.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    batches.put("reviews/lamps/8-large.json.gz", LARGE)
    progress: list[tuple[int, int]] = []
    batch_id = batches.freeze()
    batch = pack(batches.bucket, batch_id, LoadLimits(), progress=lambda *step: progress.append(step))
    assert [part.key.rpartition("/")[2] for part in batch.parts] == [
        "part-00000.json.gz",
        "part-00001.json.gz",
        "part-00002.json.gz",
        "part-00002-001.json.gz",
    ]
    assert [part.rows for part in batch.parts] == [3, 3, 4000, 1]
    rows = batches.rows(batch_id, "reviews")
    assert [row["reviewer_id"] for row in rows] == [
        *(f"R{number}" for number in range(6)),
        *(f"R{number}" for number in range(4000)),
        "R9",
    ]
    assert progress[0][1] == 8
    assert progress[-1] == (8, 8)


def test_too_much_is_bad(batches: BatchSite) -> None:
    for number in range(20):
        batches.put(f"reviews/lamps/{number:02}.json.gz", packed(numbered(number)) if number else b"bad")
    site = replace(batches, limits=LoadLimits(max_bad_percent=4, bad_from=1))
    before = batches.found()
    with pytest.raises(TooManyBadError, match=r"^1 of the 20 records .* LOAD_MAX_BAD_PERCENT = 4 .*00\.json"):
        site.pack(site.freeze())
    assert batches.found() == before
    batch, rows = batches.run()
    assert (batch.staged, batch.quarantined, len(rows)) == (19, 1, 19)


def test_a_station_list_is_judged_by_the_limits(batches: BatchSite) -> None:
    good = b"%-11s %8s %9s %6s %2s %-30s\n" % (
        b"USW00094728",
        b"40.7789",
        b"-73.9692",
        b"42.7",
        b"NY",
        b"PARK",
    )
    key = "metadata/climate/ghcnd-stations.txt"
    batches.put(key, good + b"too short\n")
    site = replace(batches, limits=LoadLimits(max_bad_percent=40, bad_from=1))
    batch_id = site.freeze()
    assert counts(site.pack(batch_id)) == {"climate_files": 1, "climate_quarantined": 1, "rejections": 1}
    (row,) = site.rows(batch_id, "rejections")
    assert (row["source_key"], row["line_number"], row["is_whole_file"]) == (key, 0, True)


def test_a_line_of_a_station_list_has_a_longest(batches: BatchSite) -> None:
    batches.put("metadata/climate/ghcnd-stations.txt", b"x" * 2_000 + b"\n")
    site = replace(batches, limits=LoadLimits(max_line_bytes=1_000))
    batch_id = site.freeze()
    site.pack(batch_id)
    (row,) = site.rows(batch_id, "rejections")
    assert (row["reason"], row["expected"][:14]) == ("oversized", "at most 1,000 ")


def test_parts_are_of_the_size_that_redshift_advises(batches: BatchSite) -> None:
    """From 1 MB up: https://docs.aws.amazon.com/redshift/latest/dg/c_best-practices-use-multiple-files.html."""
    lines = [line(reviewerID=f"R{number}", reviewText=os.urandom(2_000).hex()) for number in range(18_000)]
    for number in range(12):
        batches.put(f"reviews/lamps/{number:02}.json.gz", packed(b"".join(lines[number::12])))
    parts = batches.pack(batches.freeze()).parts
    assert sum(part.rows for part in parts) == 18_000
    # Segments of 32 MB, not an object for each of the twelve.
    assert [part.key.rpartition("/")[2] for part in parts] == ["part-00000.json.gz", "part-00001.json.gz"]
    assert all(1_000_000 <= part.size <= 66_000_000 for part in parts)


def test_a_row_that_copy_could_not_read(batches: BatchSite) -> None:
    """Of more than 4 MB of JSON, which would end the COPY of all other rows."""
    batches.put(LAMP, packed(line(reviewText="x" * 4_194_304)))
    batch_id = batches.freeze()
    assert counts(batches.pack(batch_id)) == {"files": 1, "listed": 1, "quarantined": 1, "rejections": 1}
    (row,) = batches.rows(batch_id, "rejections")
    assert (row["reason"], row["expected"]) == ("warehouse-refused", "at most 4,194,304 bytes")
