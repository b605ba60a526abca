"""A review, whichever of the three published formats it was written in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from amzn_review.records.record_field import (
    optional_flag,
    optional_list,
    optional_object,
    optional_text,
    required_id,
    whole_number,
)
from text_files.bad_record import BadRecord, shown
from text_files.json_object import read_object

EPOCH = datetime(1970, 1, 1)
FIRST_EVENT = datetime(1995, 1, 1)  # the shop opened in 1995: nothing was reviewed before
LARGEST_VOTE = 2**31 - 1  # PostgreSQL's integer
_VOTE_TEXT = re.compile(r"\d{1,3}(,\d{3}){1,6}|\d{1,20}", re.ASCII)


_KEY_FIELDS = (
    "reviewer_id", "asin", "rating", "review_text", "summary", "vote", "verified", "style", "image",
    "reviewer_name", "review_time", "parent_asin",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """One review in canonical form.

    ``review_key`` is 32 hex characters, equal for equal records however they were spelled; ``rating`` is
    1..5; ``vote`` counts the people who found it helpful (0 if the file says nothing); ``review_time`` is the
    moment of the review itself, naive, in UTC, to the millisecond; an empty ``style`` or ``image`` is None.
    """

    review_key: str
    reviewer_id: str
    asin: str
    rating: int
    review_text: str | None
    summary: str | None
    vote: int
    verified: bool | None
    style: dict[str, Any] | None
    image: list[Any] | None
    reviewer_name: str | None
    review_time: datetime
    parent_asin: str | None = None

    @property
    def product_asin(self) -> str:
        """The asin that metadata knows the product by: the parent's, where the source tells them apart."""
        return self.parent_asin or self.asin

    @property
    def variant_asin(self) -> str | None:
        """The variant (colour, size) reviewed, where the source tells it from its parent; else None."""
        return self.asin if self.parent_asin else None


def parse_review(raw: bytes | str, now: datetime | None = None) -> ReviewRecord:
    """The review in one line of JSON; keys that no format publishes are ignored.

    Formats: 2014 (https://jmcauley.ucsd.edu/data/amazon/links.html), 2018
    (https://nijianmo.github.io/amazon/index.html), 2023 (https://amazon-reviews-2023.github.io). Only 2023
    says ``rating`` where the others say ``overall``; only 2014 has ``helpful`` [helpful votes, all votes].
    ``now`` (default: the clock) bounds the event's time: 1995-01-01 to one day after it; naive means UTC.
    Raises BadRecord.
    """
    found = read_object(raw)
    if "overall" not in found and "rating" not in found:
        raise BadRecord(
            "missing-key", "overall", "neither overall nor rating", "overall (2014, 2018) or rating (2023)"
        )
    fields = _fields_2018(found) if "overall" in found else _fields_2023(found)
    _check_event_time(fields["review_time"], found, now)
    return ReviewRecord(review_key=review_key(_canonical(fields)), **fields)


def _fields_2018(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "reviewer_id": required_id(found, "reviewerID"),
        "asin": required_id(found, "asin"),
        "rating": whole_number(found["overall"], "overall", 1, 5),
        "review_text": optional_text(found, "reviewText"),
        "summary": optional_text(found, "summary"),
        "vote": _helpful_2014(found) if "helpful" in found else _vote(found, "vote"),
        "verified": optional_flag(found, "verified"),
        "style": optional_object(found, "style"),
        "image": optional_list(found, "image"),
        "reviewer_name": optional_text(found, "reviewerName"),
        "review_time": _event_time_2018(found),
    }


def _fields_2023(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "reviewer_id": required_id(found, "user_id"),
        "asin": required_id(found, "asin"),
        "rating": whole_number(found["rating"], "rating", 1, 5),
        "review_text": optional_text(found, "text"),
        "summary": optional_text(found, "title"),
        "vote": _vote(found, "helpful_vote"),
        "verified": optional_flag(found, "verified_purchase"),
        "style": None,
        "image": optional_list(found, "images"),
        "reviewer_name": None,
        "review_time": _moment(found, "timestamp", per_second=1000),
        "parent_asin": None if found.get("parent_asin") is None else required_id(found, "parent_asin"),
    }


def _vote(found: dict[str, Any], key: str) -> int:
    value = found.get(key)
    if value is None:
        return 0
    if isinstance(value, str):
        if not _VOTE_TEXT.fullmatch(value):
            raise BadRecord("wrong-type", key, shown(value), 'a whole number such as 1234 or "1,234"')
        value = int(value.replace(",", ""))
    return whole_number(value, key, 0, LARGEST_VOTE)


def _helpful_2014(found: dict[str, Any]) -> int:
    value = found["helpful"]
    if value is None:
        return 0
    if not isinstance(value, list) or len(value) != 2:
        raise BadRecord("wrong-type", "helpful", shown(value), "a list [helpful votes, all votes]")
    whole_number(value[1], "helpful", 0, LARGEST_VOTE)
    return whole_number(value[0], "helpful", 0, LARGEST_VOTE)


def _event_time_2018(found: dict[str, Any]) -> datetime:
    if found.get("unixReviewTime") is not None:
        return _moment(found, "unixReviewTime", per_second=1)
    written = optional_text(found, "reviewTime")
    if written is None:
        raise BadRecord("missing-key", "unixReviewTime", "nothing", "seconds since 1970, or reviewTime")
    try:
        return datetime.strptime(written, "%m %d, %Y")
    except ValueError as error:
        raise BadRecord("wrong-type", "reviewTime", shown(written), 'a date such as "09 1, 2016"') from error


def _moment(found: dict[str, Any], key: str, per_second: int) -> datetime:
    # The bounds are those of datetime itself; the honest ones are checked afterwards, as dates.
    ticks = whole_number(found.get(key), key, 0, 253_402_300_799 * per_second)
    return EPOCH + timedelta(milliseconds=ticks * 1000 // per_second)


def _check_event_time(event: datetime, found: dict[str, Any], now: datetime | None) -> None:
    clock = now or datetime.now(UTC)
    if clock.tzinfo is not None:
        clock = clock.astimezone(UTC).replace(tzinfo=None)
    last_event = clock + timedelta(days=1)
    if not FIRST_EVENT <= event <= last_event:
        keys = ("unixReviewTime", "reviewTime") if "overall" in found else ("timestamp",)
        key = next(name for name in keys if found.get(name) is not None)
        expected = f"a time from 1995-01-01 to {last_event:%Y-%m-%d}"
        raise BadRecord("out-of-range", key, f"{shown(found[key])} ({event:%Y-%m-%d})", expected)


def review_key(fields: Sequence[object]) -> str:
    """Hex of BLAKE2b-128 (RFC 7693) over the canonical fields as a JSON list in UTF-8, sorted keys within.

    The fields are those of ReviewRecord from `reviewer_id` on, in its order; `review_time` is a text by then:
    ISO 8601 in UTC, to the millisecond.
    """
    written = orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def _canonical(fields: dict[str, Any]) -> tuple[object, ...]:
    review_time = fields["review_time"].isoformat(timespec="milliseconds")
    return tuple(
        {"parent_asin": None, **fields, "review_time": review_time}.get(name) for name in _KEY_FIELDS
    )
