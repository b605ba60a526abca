"""The benchmarks' files have the sizes and the variety that they claim."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path
from statistics import mean

import pytest

from amzn_review.records.review_record import parse_review
from benchmarks.load import FILES
from benchmarks.review_files import LINE_BYTES, ReviewFiles, product_id, reviewer_id


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    """Those of BENCH=load."""
    return list(FILES.lines())


def test_as_many_as_the_category_has(lines: list[bytes]) -> None:
    assert len(lines) == len(set(lines)) == 10_721


def test_gzipped_mean_is_500_bytes(lines: list[bytes]) -> None:
    assert mean(len(gzip.compress(line, 6, mtime=0)) for line in lines) == pytest.approx(500, rel=0.05)


def test_sizes_are_spread_like_the_category(lines: list[bytes]) -> None:
    """Texts are 2.35 times as long; without that factor each quantile is the category's, within 15 %."""
    lengths = []
    for line in lines:
        text = len(json.loads(line)["reviewText"])
        lengths.append(len(line) - text + text / 2.35)
    lengths.sort()
    for share, expected in LINE_BYTES[1:-1]:
        assert lengths[int(share * len(lengths))] == pytest.approx(expected, rel=0.15)


def test_reviewers_products_days_votes_and_texts(lines: list[bytes]) -> None:
    reviews = [json.loads(line) for line in lines]
    assert len({review["reviewerID"] for review in reviews}) / len(reviews) == pytest.approx(0.63, abs=0.02)
    assert len({review["asin"] for review in reviews}) == pytest.approx(1_300, abs=5)
    assert {review["unixReviewTime"] % 86_400 for review in reviews} == {0}
    assert sum("vote" in review for review in reviews) / len(reviews) == pytest.approx(0.1, abs=0.01)
    assert len({review["reviewText"] for review in reviews}) > 0.95 * len(reviews)


def test_each_is_a_review(lines: list[bytes]) -> None:
    assert {parse_review(line).rating for line in islice(lines, 500)} == {1, 2, 3, 4, 5}


def test_written_twice_the_bytes_are_equal(tmp_path: Path) -> None:
    files = ReviewFiles(1_003, 1_003, 100, seed=7)
    written = files.write(tmp_path / "folder")
    on_disk = {path.name: path.read_bytes() for path in (tmp_path / "folder").iterdir()}
    assert on_disk == dict(files.gzipped())
    assert len(on_disk) == 1_003
    assert sum(map(len, on_disk.values())) == written


def test_a_chunk_is_the_same_alone() -> None:
    files = ReviewFiles(2_100, 2_100, 100)
    assert list(files.lines(1_000, 2_000)) == list(islice(files.lines(), 1_000, 2_000))


def test_half_of_the_reviewers_and_products_are_known() -> None:
    reviews = [json.loads(line) for line in ReviewFiles(2_000, 2_000, 50, 3, 400, 20).lines()]
    known_reviewers = {reviewer_id(number) for number in range(400)}
    known_products = {product_id(number) for number in range(20)}
    assert sum(review["reviewerID"] in known_reviewers for review in reviews) == pytest.approx(1_000, abs=100)
    assert sum(review["asin"] in known_products for review in reviews) == pytest.approx(1_000, abs=100)


def test_two_seeds_share_no_reviewer_but_known_ones() -> None:
    first, second = (
        {json.loads(line)["reviewerID"] for line in ReviewFiles(500, 500, 50, seed, 100, 20).lines()}
        for seed in (1, 2)
    )
    assert first & second <= {reviewer_id(number) for number in range(100)}
