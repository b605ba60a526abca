"""The folder's reader and the bucket's come to the same records, keys and reasons for the same files."""

from __future__ import annotations

import gzip
import os
from itertools import islice
from pathlib import Path

import pytest

from amzn_review.batch.arrivals import arrivals, printable
from amzn_review.data_layout import DataLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.parallel_reader import open_reader
from tests.amzn_review.load_site import line, numbered, packed
from tests.amzn_review.s3.batch_site import BatchSite
from tests.amzn_review.sample_files import LARGE
from text_files.framing.read_source import read_source

REAL = Path(__file__).resolve().parents[4] / "shared/data/amazon_reviews_2018/All_Beauty_5.json.gz"
LIMITS = LoadLimits(max_bad_percent=60, young_seconds=0)
LINES = {
    "good": line(),
    "equal": line(vote=12),
    "no-id": line(reviewerID=...),
    "six-stars": line(overall=6),
    "half-a-star": line(overall=4.5),
    "before-the-shop": line(unixReviewTime=0),
    "nul": line(reviewText="a\0b"),
    "deep": b'{"overall": 1, "style": ' + b"[" * 40 + b"]" * 40 + b"}",
    "not-utf-8": b'{"overall": "\xff"}',
    "list": b"[1]",
    "2023": b'{"rating": 4, "user_id": "R", "asin": "V", "parent_asin": "P", "timestamp": 1588687728923}',
    "2014": line(helpful=[2, 3], vote=...),
    "empty": b"",
    "blank": b" \n\n",
    "lines": numbered(1) + b"{\n" + numbered(2) + b"\n" + numbered(1),
    "all-bad": b"x\n" * 50,
}
FILES = {f"reviews/lamps/{name}.json.gz": packed(text) for name, text in LINES.items()} | {
    "reviews/lamps/large.json.gz": LARGE,
    "reviews/lamps/truncated.json.gz": LARGE[:-100],
    "reviews/lamps/two-members.json.gz": packed(numbered(1)) + packed(numbered(2)),
    "reviews/lamps/not-gzip.json.gz": b"text",
    "reviews/lamps/trailing.json.gz": packed(numbered(1)) + b"rest",
    "reviews/lamps/control\tname.json.gz": packed(numbered(1)),
    "metadata/products/good.json.gz": packed(b'{"asin": "B1", "price": 3}'),
    "metadata/products/bad.json.gz": packed(b'{"asin": 7}\n{"asin": "B2"}\n'),
}


def by_the_folder(root: Path, files: dict[str, bytes]) -> tuple[object, ...]:
    layout = DataLayout(root)
    for key, content in files.items():
        path = layout.uploaded / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (0, 0))
    waiting = sorted(arrivals(layout), key=lambda it: it.key)
    keys: list[str] = []
    refused = []
    with open_reader(layout.uploaded, waiting, LIMITS, slice_files=10**9) as batch:
        batch.listing()
        for row_batch in batch.row_batches():
            keys += row_batch.review_keys
            refused += [
                (printable(it.source_key), it.line_number, it.bad.reason, it.bad.field, it.is_whole_file)
                for it in row_batch.rejections
            ]
    reviews, products = batch.counts.reviews, batch.counts.products
    return (
        keys,
        refused,
        (reviews.files, reviews.listed, reviews.staged, reviews.quarantined),
        products.staged,
    )


def by_the_bucket(site: BatchSite, files: dict[str, bytes]) -> tuple[object, ...]:
    list(site.bucket.put_many((f"uploaded/{key}", content) for key, content in files.items()))
    batch_id = site.freeze()
    batch = site.pack(batch_id)
    keys = [row["review_key"] for row in site.rows(batch_id, "reviews")]
    names = ("source_key", "line_number", "reason", "field", "is_whole_file")
    refused = [tuple(row[name] for name in names) for row in site.rows(batch_id, "rejections")]
    return keys, refused, (batch.files, batch.listed, batch.staged, batch.quarantined), batch.products


def test_good_and_bad_files(batches: BatchSite, tmp_path: Path) -> None:
    expected = by_the_folder(tmp_path, FILES)
    refused = expected[1]
    assert isinstance(refused, list)
    assert sorted(it[2] for it in refused) == [
        "bad-name", "damaged-gzip", "empty", "empty", "missing-key", "not-an-object", "not-gzip", "not-json",
        "not-json", "not-utf-8", "nul-character", "out-of-range", "out-of-range", "out-of-range", "too-deep",
        "truncated-gzip", "wrong-type",
    ]  # fmt: skip
    assert expected[2] == (22, 4025, 4009, 16)
    assert by_the_bucket(BatchSite(batches.bucket, LIMITS), FILES) == expected


@pytest.mark.skipif(not REAL.is_file(), reason="needs ../shared/data/amazon_reviews_2018")
def test_real_reviews(batches: BatchSite, tmp_path: Path) -> None:
    lines = list(islice(read_source(REAL), 500))
    files = {
        f"reviews/all_beauty/{number:04}.json.gz": gzip.compress(text) for number, text in enumerate(lines)
    }
    expected = by_the_folder(tmp_path, files)
    assert expected[2] == (500, 500, 500, 0)
    assert by_the_bucket(BatchSite(batches.bucket, LIMITS), files) == expected
