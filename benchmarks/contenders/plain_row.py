"""A file as a row, the plain way: gzip, json, the values as they stand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

COLUMNS = (
    "rating", "verified", "review_date", "reviewer_id", "asin", "style", "reviewer_name", "review_text",
    "summary", "unix_time", "vote",
)  # fmt: skip


def plain_row(path: Path) -> tuple[object, ...]:
    """The values of the file's one review, in the order of COLUMNS."""
    with gzip.open(path) as file:
        review = json.load(file)
    style = review.get("style")
    return (
        review["overall"],
        review["verified"],
        review["reviewTime"],
        review["reviewerID"],
        review["asin"],
        json.dumps(style) if style else None,
        review["reviewerName"],
        review["reviewText"],
        review["summary"],
        review["unixReviewTime"],
        review.get("vote"),
    )
