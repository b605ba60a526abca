"""Lines of JSON as rows of reviews: the quick way for a plain line, `parse_review` for the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import orjson

from amzn_review.records.copy_text import copy_row
from amzn_review.records.record_field import LONGEST_ID
from amzn_review.records.review_record import EPOCH, FIRST_EVENT, ReviewRecord, parse_review, review_key

# Its `review_key`; the columns of workflow/sql/load/copy_reviews.sql after the first, and those of
# workflow/sql/staging/copy_reviews.sql, both in the text format of COPY.
ReviewRow = tuple[str, bytes, bytes]
_STARS: Mapping[float, int] = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}
_LONGEST_VOTE_TEXT = 9  # digits that are below LARGEST_VOTE whatever they are
_MOST_MOMENTS = 100_000  # known at a time; published times are days, of which there are some thousand
_FLAG: Mapping[bool | None, str | None] = {True: "t", False: "f", None: None}


class _Review2018(msgspec.Struct, forbid_unknown_fields=True):
    """A 2018 line in which every value has its published type, and no key is unknown."""

    overall: int | float
    reviewerID: str
    asin: str
    unixReviewTime: int
    reviewTime: str | None = None
    verified: bool | None = None
    reviewText: str | None = None
    summary: str | None = None
    vote: str | None = None
    style: dict[str, str] | None = None
    image: list[str] | None = None
    reviewerName: str | None = None


_decode = msgspec.json.Decoder(_Review2018).decode


# Writes a review as one warehouse takes it; the arguments are those of `copy_review`.
WriteReview = Callable[..., ReviewRow]


def copy_review(
    key: str, line_number: int, review_key: str, reviewer_id: str, asin: str, variant_asin: str | None,
    rating: int, text: str | None, summary: str | None, vote: int, verified: bool | None,
    style: Mapping[str, Any] | None, image: Sequence[Any] | None, reviewer_name: str | None, review_time: str,
) -> ReviewRow:  # fmt: skip
    """A review for COPY into PostgreSQL."""
    fact = copy_row(
        (
            key, str(line_number), review_key, reviewer_id, asin, variant_asin, str(rating), text, summary,
            str(vote), _FLAG[verified], _json(style), _json(image), review_time,
        )
    )  # fmt: skip
    staged = copy_row((reviewer_id, reviewer_name, asin, key.split("/", 2)[1], review_time))
    return review_key, fact, staged


@dataclass
class ReviewRows:
    """Makes rows by `write`; `now` bounds the event's time, as in `parse_review`.

    The quick way gives up on whatever is not plain, so `parse_review` alone decides what a review is; the two
    give equal rows for equal lines.
    """

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    write: WriteReview = copy_review
    _moments: dict[int, str] = field(default_factory=dict, repr=False)

    def row(self, key: str, line_number: int, line: bytes) -> ReviewRow:
        """The row of one line. Raises BadRecord."""
        # A NUL, which PostgreSQL cannot store, stands escaped in valid JSON.
        if b"\\u0000" in line:
            return _row(key, line_number, parse_review(line, self.now), self.write)
        try:
            found = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _row(key, line_number, parse_review(line, self.now), self.write)
        reviewer_id, asin, style, image = found.reviewerID, found.asin, found.style, found.image
        rating = _STARS.get(found.overall)
        review_time = self._moments.get(found.unixReviewTime) or self._moment(found.unixReviewTime)
        vote = 0 if found.vote is None else _plain_vote(found.vote)
        if (
            rating is None
            or review_time is None
            or vote is None
            or not 0 < len(reviewer_id) <= LONGEST_ID
            or not 0 < len(asin) <= LONGEST_ID
            or reviewer_id.isspace()
            or asin.isspace()
        ):
            return _row(key, line_number, parse_review(line, self.now), self.write)
        fields = (
            reviewer_id,
            asin,
            rating,
            found.reviewText,
            found.summary,
            vote,
            found.verified,
            style or None,
            image or None,
            found.reviewerName,
            review_time,
            None,
        )
        return self.write(
            key, line_number, review_key(fields), reviewer_id, asin, None, rating, found.reviewText,
            found.summary, vote, found.verified, style, image, found.reviewerName, review_time,
        )  # fmt: skip

    def _moment(self, seconds: int) -> str | None:
        """The moment in ISO 8601, to the millisecond; None outside of what a review can have."""
        try:
            moment = EPOCH + timedelta(seconds=seconds)
        except OverflowError:
            return None
        if not FIRST_EVENT <= moment <= self.now.astimezone(UTC).replace(tzinfo=None):
            return None
        if len(self._moments) > _MOST_MOMENTS:
            self._moments.clear()
        written = self._moments[seconds] = moment.isoformat(timespec="milliseconds")
        return written


def _row(key: str, line_number: int, review: ReviewRecord, write: WriteReview) -> ReviewRow:
    return write(
        key, line_number, review.review_key, review.reviewer_id, review.product_asin, review.variant_asin,
        review.rating, review.review_text, review.summary, review.vote, review.verified, review.style,
        review.image, review.reviewer_name, review.review_time.isoformat(timespec="milliseconds"),
    )  # fmt: skip


def _plain_vote(vote: str) -> int | None:
    return int(vote) if vote.isdecimal() and vote.isascii() and len(vote) <= _LONGEST_VOTE_TEXT else None


def _json(value: Sequence[Any] | Mapping[str, Any] | None) -> str | None:
    return orjson.dumps(value).decode() if value else None
