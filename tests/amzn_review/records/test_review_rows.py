"""The quick way to a row and the slow one, which alone decides what a review is: equal on every line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amzn_review.records.review_record import parse_review
from amzn_review.records.review_rows import ReviewRows
from tests.amzn_review.load_site import line, review
from text_files.bad_record import BadRecord

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
KEY = "reviews/lamps/a.json.gz"


def rows() -> ReviewRows:
    return ReviewRows(NOW)


def outcome(text: bytes) -> tuple[Any, ...]:
    """The row, or the reason and field of the refusal."""
    try:
        return rows().row(KEY, 7, text)
    except BadRecord as bad:
        return bad.reason, bad.field


def slow_outcome(text: bytes) -> tuple[Any, ...]:
    """The same on the slow way, which a key that no format publishes leads to."""
    try:
        parse_review(text, NOW)
    except BadRecord as bad:
        return bad.reason, bad.field
    return rows().row(KEY, 7, text.replace(b"{", b'{"of no format": 0, ', 1))


texts = st.text(max_size=12) | st.sampled_from(
    ["", " ", "\0", "\u2003", "Zoë", "☕😀", "\ud83d", "a\tb\nc", "x" * 257, '"', "\\u0000", "\ufeff"]
)
whole_numbers = st.integers(-2, 8) | st.sampled_from(
    [
        788918399,
        788918400,
        1472688000,
        1709294399,
        1709294400,
        1709380800,
        1709380801,
        2**31,
        2**63,
        2**64,
        10**30,
    ]
)
values = (
    st.none()
    | st.booleans()
    | whole_numbers
    | whole_numbers.map(float)
    | st.floats(allow_nan=True)
    | texts
    | st.sampled_from(
        ["12", "1,234", "007", "٣", "-1", "999999999", "9999999999", "2147483648", "09 1, 2016"]
    )
    | st.lists(texts, max_size=2)
    | st.dictionaries(texts, texts, max_size=2)
    | st.lists(st.integers(0, 5), max_size=2)
    | st.dictionaries(texts, st.integers(0, 3) | st.none() | st.lists(texts, max_size=1), max_size=2)
)
plain = st.fixed_dictionaries(
    {
        "overall": st.sampled_from([1, 2, 3, 4, 5, 5.0, 1.0]),
        "reviewerID": st.text("ABC123", min_size=1, max_size=14),
        "asin": st.text("ABC123", min_size=1, max_size=14),
        "unixReviewTime": st.integers(788_918_400, 1_709_294_400),
    },
    optional={
        "reviewTime": texts,
        "verified": st.booleans(),
        "reviewText": texts,
        "summary": texts,
        "vote": st.integers(0, 10**10).map(str) | st.integers(0, 10**6).map("{:,}".format),
        "style": st.dictionaries(texts, texts, max_size=3),
        "image": st.lists(texts, max_size=2),
        "reviewerName": texts,
        "helpful": st.lists(st.integers(0, 9), min_size=2, max_size=2),
        "colour": texts,
    },
)
fields = st.sampled_from(sorted({*review(), "image", "helpful", "rating", "colour"}))
odd = st.tuples(plain, st.dictionaries(fields, values, max_size=2)).map(lambda pair: pair[0] | pair[1])


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """A review as JSON in one of its spellings, and perhaps damaged at one place."""
    found = draw(plain | odd)
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " :  ")]))
    written = json.dumps(found, ensure_ascii=draw(st.booleans()), separators=separators)
    text = written.encode("utf-8", "surrogatepass") + draw(st.sampled_from([b"", b"\n", b"\r\n", b" "]))
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(text)))
        patch = draw(
            st.sampled_from(
                [b"", b",", b'"', b"\\", b"\x01", b"\xff", b"\xed\xa0\xbd", b"\0", b"NaN", b"1e400",
                 b"\\ud83d", b"0", b"-", b".0", b"e5", b"\xef\xbb\xbf", b'"overall": 2,', b"null", b"/**/",
                 b"{", b"}"]
            )
        )  # fmt: skip
        text = text[:at] + patch + text[at + draw(st.integers(0, 2)) :]
    return text


@settings(max_examples=1500, deadline=None)
@given(text=lines())
@example(text=line())
@example(text=b"\xef\xbb\xbf" + line())
@example(text=line(vote=1))
@example(text=line(unixReviewTime=1472688000.0))
@example(text=line(overall=True))
@example(text=line().replace(b"{", b'{"overall": 1, ', 1))
@example(text=line().replace(b"1472688000", b"1472688000" + b"0" * 5000))
def test_the_quick_way_and_the_slow_one_agree(text: bytes) -> None:
    assert outcome(text) == slow_outcome(text)


@settings(max_examples=300, deadline=None)
@given(raw=st.binary(max_size=40))
def test_any_bytes_are_refused_with_a_reason(raw: bytes) -> None:
    with pytest.raises(BadRecord):
        rows().row(KEY, 1, raw)


def test_a_row() -> None:
    # The key: the canonical record written by hand, summed by coreutils' `b2sum --length=128`.
    key = "a408617beeb87abd56e4761ed74b3096"
    assert rows().row(KEY, 7, line()) == (
        key,
        f"{KEY}\t7\t{key}\tA3TESTREVIEWER\tB00TESTABC\t\\N\t5\tKeeps the coffee warm.\tWarm\t12\tt\t"
        '{"Size:":" 7.0 oz"}\t\\N\t2016-09-01T00:00:00.000'.encode(),
        "A3TESTREVIEWER\tZoë Müller\tB00TESTABC\tlamps\t2016-09-01T00:00:00.000".encode(),
    )
