"""A rejection as a row of the quarantine."""

from __future__ import annotations

from amzn_review.batch.arrivals import printable
from amzn_review.batch.batch_counts import Rejection

_LONGEST_TEXT = 200


def rejection_row(batch_id: str, rejection: Rejection) -> tuple[object, ...]:
    """The values of workflow/sql/staging/copy_rejections.sql."""
    bad = rejection.bad
    return (
        batch_id,
        printable(rejection.source_key),
        rejection.line_number,
        bad.reason,
        _cut(bad.field),
        _cut(bad.found),
        _cut(bad.expected),
        rejection.is_whole_file,
    )


def _cut(text: str) -> str:
    """A text that may hold anything as one that a person can read in a table."""
    text = text if text.isprintable() else ascii(text)[1:-1]
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
