"""The distinct rated texts of files of reviews."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from amzn_review.records.review_record import parse_review
from benchmarks.bench_error import BenchError
from text_files.bad_record import BadRecord
from text_models.normalise import key_of_normalised, normalise_text


class DistinctReview(NamedTuple):
    """A normalised text, its key, and a rating 1..5 that it came with."""

    key: str
    text: str
    rating: int


def read_distinct(files: Iterable[Path]) -> list[DistinctReview]:
    """Each pair of text and rating once, sorted by key; what is no review, or has no text, is left out.

    Raises BenchError for a file that cannot be read, or when nothing is left.
    """
    now = datetime.now(UTC)
    found: dict[tuple[str, int], DistinctReview] = {}
    for path in files:
        try:
            with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
                for line in lines:
                    try:
                        review = parse_review(line, now)
                    except BadRecord:
                        continue
                    if text := normalise_text(review.review_text or ""):
                        key = key_of_normalised(text)
                        found.setdefault((key, review.rating), DistinctReview(key, text, review.rating))
        except (OSError, EOFError) as error:
            raise BenchError(f"{path} cannot be read: {error}. Name files of JSON lines.") from error
    if not found:
        raise BenchError("The files hold no review with a text.")
    return [found[pair] for pair in sorted(found)]
