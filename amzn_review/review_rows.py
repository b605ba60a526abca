"""Lines of JSON as rows of staging_reviews: the quick way for a plain line, `parse_review` for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import orjson

from amzn_review.record_field import LONGEST_ID
from amzn_review.review_record import EPOCH, FIRST_EVENT, LARGEST_VOTE, ReviewRecord, parse_review, review_key

Row = tuple[str | int | None, ...]
_STARS: Mapping[float, int] = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}
_LONGEST_VOTE_TEXT = 9  # digits that are below LARGEST_VOTE whatever they are
_FLAG = {True: "t", False: "f", None: None}


class _Review2018(msgspec.Struct, forbid_unknown_fields=True):
    """A 2018 line in which every value has its published type, and no key is unknown."""

    overall: int | float
    reviewerID: str  # noqa: N815 - the names are the format's
    asin: str
    unixReviewTime: int  # noqa: N815 - as above
    reviewTime: str | None = None  # noqa: N815 - as above
    verified: bool | None = None
    reviewText: str | None = None  # noqa: N815 - as above
    summary: str | None = None
    vote: str | None = None
    style: dict[str, str] | None = None
    image: list[str] | None = None
    reviewerName: str | None = None  # noqa: N815 - as above


_decode = msgspec.json.Decoder(_Review2018).decode


@dataclass
class ReviewRows:
    """Makes rows; `now` bounds the event's time, as in `parse_review`.

    The quick way gives up on whatever is not plain, so `parse_review` alone decides what a review is; the two
    give equal rows for equal lines.
    """

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    _moments: dict[int, str] = field(default_factory=dict, repr=False)

    def row(self, key: str, line_number: int, line: bytes) -> Row:
        """The row of one line, in the order of workflow/sql/staging/copy_reviews.sql. Raises BadRecord."""
        quick = self._plain_row(key, line_number, line)
        return quick or _row(key, line_number, parse_review(line, self.now))

    def _plain_row(self, key: str, line_number: int, line: bytes) -> Row | None:
        """The row of a plain 2018 line; None when there is anything to look at more closely."""
        if b"\\u0000" in line:
            return None
        try:
            found = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        rating = _STARS.get(found.overall)
        review_time = self._moment(found.unixReviewTime)
        vote = _plain_vote(found.vote)
        reviewer_id, asin = found.reviewerID, found.asin
        if rating is None or review_time is None or vote is None or not (_is_id(reviewer_id) and _is_id(asin)):
            return None
        canonical: dict[str, Any] = {
            "reviewer_id": reviewer_id,
            "asin": asin,
            "rating": rating,
            "vote": vote,
            "review_time": review_time,
        }
        if found.reviewText is not None:
            canonical["review_text"] = found.reviewText
        if found.summary is not None:
            canonical["summary"] = found.summary
        if found.verified is not None:
            canonical["verified"] = found.verified
        if found.style:
            canonical["style"] = found.style
        if found.image:
            canonical["image"] = found.image
        if found.reviewerName is not None:
            canonical["reviewer_name"] = found.reviewerName
        return (
            key,
            line_number,
            review_key(canonical),
            reviewer_id,
            found.reviewerName,
            asin,
            None,
            rating,
            found.reviewText,
            found.summary,
            vote,
            _FLAG[found.verified],
            _json(found.style),
            _json(found.image),
            review_time,
        )

    def _moment(self, seconds: int) -> str | None:
        """The moment in ISO 8601, to the millisecond; None outside of what a review can have."""
        known = self._moments.get(seconds)
        if known is None:
            try:
                moment = EPOCH + timedelta(seconds=seconds)
            except OverflowError:
                return None
            if not FIRST_EVENT <= moment <= self.now.astimezone(UTC).replace(tzinfo=None):
                return None
            known = self._moments[seconds] = moment.isoformat(timespec="milliseconds")
        return known


def _plain_vote(vote: str | None) -> int | None:
    if vote is None:
        return 0
    return int(vote) if vote.isdecimal() and vote.isascii() and len(vote) <= _LONGEST_VOTE_TEXT else None


def _is_id(text: str) -> bool:
    return 0 < len(text) <= LONGEST_ID and not text.isspace()


def _row(key: str, line_number: int, review: ReviewRecord) -> Row:
    return (
        key,
        line_number,
        review.review_key,
        review.reviewer_id,
        review.reviewer_name,
        review.product_asin,
        review.variant_asin,
        review.rating,
        review.review_text,
        review.summary,
        review.vote,
        _FLAG[review.verified],
        _json(review.style),
        _json(review.image),
        review.review_time.isoformat(timespec="milliseconds"),
    )


def _json(value: list[Any] | dict[str, Any] | None) -> str | None:
    return orjson.dumps(value).decode() if value else None
