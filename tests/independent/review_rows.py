"""Reviews of the 2018 format as rows of `reviews`, `users` and `time`, read by the standard library alone.

Written from docs/loading.md ("The same record", "From a record to its row"), docs/data_model.md and the
publisher's page, https://nijianmo.github.io/amazon/index.html; shares no code with the loader. Rows are plain
tuples in the order of the columns named at each function.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1)


def review_records(files: Mapping[str, bytes]) -> list[tuple[Any, ...]]:
    """Every record of files `reviews/<category>/….json.gz`, in the order of their keys.

    Each is its category, the reviewer's name, and the row that `review_rows` describes.
    """
    return [
        (key.split("/")[1], *_named_row(json.loads(line)))
        for key in sorted(files)
        for line in gzip.decompress(files[key]).splitlines()
    ]


def review_rows(records: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Distinct records as reviewer_id, asin, variant_asin, rating, review_text, summary, vote, verified,
    style, image, review_time; the two JSON columns as text with sorted keys, None if there is none.

    Two records are the same if every one of these, and the reviewer's name, are. The parent's asin, which
    docs/loading.md names too, is not published in this format.
    """
    return [named[1:] for named in dict.fromkeys(record[1:] for record in records)]


def user_rows(records: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Reviewers as user_id, name, city, state, country: the name of the latest review that has one.

    Of several names at the latest moment it is the first in the order of code points.
    """
    latest: dict[str, tuple[datetime, str] | None] = {}
    for _category, name, reviewer, *_, moment in records:
        known = latest.setdefault(reviewer, None)
        if name is None:
            continue
        if known is None or moment > known[0] or (moment == known[0] and name < known[1]):
            latest[reviewer] = (moment, name)
    return [(user, named[1] if named else None, None, None, None) for user, named in latest.items()]


def time_rows(records: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Moments as datetime_ts, year, month, day, day_of_week, week, day_of_year (ISO 8601 days and weeks)."""
    return [
        (
            moment,
            moment.year,
            moment.month,
            moment.day,
            moment.isoweekday(),
            moment.isocalendar()[1],
            int(moment.strftime("%j")),
        )
        for moment in {record[-1] for record in records}
    ]


def reviewed_products(records: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    """The category of each reviewed product: of several folders the first in the order of code points."""
    found: dict[str, str] = {}
    for category, _name, _reviewer, asin, *_ in records:
        found[asin] = min(category, found.get(asin, category))
    return found


def _named_row(review: dict[str, Any]) -> tuple[Any, ...]:
    return (
        review.get("reviewerName"),
        review["reviewerID"],
        review["asin"],
        None,
        int(review["overall"]),
        review.get("reviewText"),
        review.get("summary"),
        int(str(review.get("vote") or 0).replace(",", "").removesuffix(".0")),
        review.get("verified"),
        _json_or_none(review.get("style")),
        _json_or_none(review.get("image")),
        _moment(review),
    )


def _json_or_none(value: Any) -> str | None:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else None


def _moment(review: dict[str, Any]) -> datetime:
    """unixReviewTime is in seconds, UTC; reviewTime is month, day and year, such as `09 1, 2016`."""
    if review.get("unixReviewTime") is not None:
        return _EPOCH + timedelta(seconds=review["unixReviewTime"])
    month, day, year = review["reviewTime"].replace(",", "").split()
    return datetime(int(year), int(month), int(day))
