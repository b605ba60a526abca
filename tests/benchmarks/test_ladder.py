"""BENCH=ladder: who is on which side, and what the result says, on a corpus made up here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.bench_error import BenchError
from benchmarks.distinct_reviews import DistinctReview, read_distinct
from benchmarks.ladder import fold_of, judged_in_folds, ladder_result, ladder_table
from rating_model.options import RatingOptions
from text_models.normalise import text_key

TINY = RatingOptions(
    vocabulary_size=200, layers=1, hidden_dim=8, heads=2, intermediate_dim=8, embedding_dim=8, epochs=1
)


def line(text: str | None, rating: float = 5.0) -> bytes:
    review = {"overall": rating, "reviewerID": "A1", "asin": "B1", "unixReviewTime": 1_500_000_000}
    return json.dumps(review | ({} if text is None else {"reviewText": text})).encode() + b"\n"


def test_equal_texts_and_what_is_no_review_count_once_or_not(tmp_path: Path) -> None:
    path = tmp_path / "some.json.gz"
    lines = [
        line("Good &amp; solid"),
        line("good & SOLID"),
        line("Good & solid", 1.0),
        line(None),
        b"no review\n",
        line("Bad", 1.0),
    ]
    path.write_bytes(gzip.compress(b"".join(lines)))
    assert sorted(read_distinct([path])) == sorted([
        DistinctReview(text_key("good & solid"), "Good & solid", 5),
        DistinctReview(text_key("good & solid"), "Good & solid", 1),
        DistinctReview(text_key("bad"), "Bad", 1),
    ])  # fmt: skip


@pytest.mark.parametrize("content", [b"", gzip.compress(b"no review\n"), b"no gzip"])
def test_files_without_a_review_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "some.json.gz"
    path.write_bytes(content)
    with pytest.raises(BenchError, match=r"review|cannot be read"):
        read_distinct([path])


def test_each_review_is_judged_once_by_a_version_that_had_not_seen_its_text() -> None:
    words = {1: "broken awful useless", 5: "lovely great perfect"}
    reviews = []
    for number in range(120):
        rating = 1 if number % 3 == 0 else 5
        text = f"{words[rating]} item {number}"
        reviews.append(DistinctReview(text_key(text), text, rating))
    assert {fold_of(review.key) for review in reviews} == set(range(5))
    result = ladder_result(reviews, judged_in_folds(reviews, TINY))
    assert {name: result[name] for name in ("reviews", "texts", "stars", "folds")} == {
        "reviews": 120, "texts": 120, "stars": {"1": 40, "2": 0, "3": 0, "4": 0, "5": 80}, "folds": 5,
    }  # fmt: skip
    # Always five stars: right in 80 of 120, wrong by four stars in 40.
    majority = result["predictors"]["majority"]
    assert (majority["accuracy"]["value"], majority["mae"]["value"]) == (0.6667, 1.3333)
    # The words tell the rating apart, so a predictor that reads is right whatever fold a text is in.
    assert result["predictors"]["tfidf_logistic"]["accuracy"]["value"] == 1.0
    assert result["gains"]["tfidf_logistic over majority"]["mae"]["value"] == 1.3333
    assert "tfidf_logistic over mean" in ladder_table(result)
