"""Event times are naive and in UTC, as the warehouse keeps them."""

from __future__ import annotations

import json
import string
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amzn_review.records.review_record import ReviewRecord, parse_review
from text_files.bad_record import BadRecord

NOW = datetime(2024, 3, 1, 12)

REVIEW_2018 = {
    "overall": 5.0,
    "vote": "1,234",
    "verified": True,
    "reviewTime": "09 1, 2016",
    "reviewerID": "A3TESTREVIEWER",
    "asin": "B00TESTABC",
    "style": {"Size:": " 7.0 oz", "Color:": " Blue"},
    "reviewerName": "Zoë Müller",
    "reviewText": "Keeps the coffee warm.\nTwice bought.",
    "summary": "Warm",
    "unixReviewTime": 1472688000,
    "image": ["https://images.example.com/I/one.jpg"],
}
REVIEW_2014 = {
    "reviewerID": "A3TESTREVIEWER",
    "asin": "B00TESTABC",
    "reviewerName": "Zoë Müller",
    "helpful": [2, 3],
    "reviewText": "Keeps the coffee warm.",
    "overall": 4.0,
    "summary": "Warm",
    "unixReviewTime": 1252800000,
    "reviewTime": "09 13, 2009",
}
REVIEW_2023 = {
    "sort_timestamp": 1634275259292,
    "rating": 3.0,
    "helpful_vote": 7,
    "title": "Meh",
    "text": "It lasted a week.",
    "images": [{"small_image_url": "https://images.example.com/I/s.jpg"}],
    "asin": "B00VARIANT",
    "verified_purchase": True,
    "parent_asin": "B00PARENT0",
    "user_id": "AEYTESTUSER",
    "timestamp": 1634275259292,
}


def as_line(review: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps(review | changes).encode()


def without(review: dict[str, Any], *keys: str) -> bytes:
    return json.dumps({key: value for key, value in review.items() if key not in keys}).encode()


def parse(line: bytes | str) -> ReviewRecord:
    return parse_review(line, now=NOW)


def canonical(review: ReviewRecord) -> dict[str, Any]:
    return {name: getattr(review, name) for name in ReviewRecord.__slots__ if name != "review_key"}


def test_a_review_of_2018() -> None:
    assert canonical(parse(as_line(REVIEW_2018))) == {
        "reviewer_id": "A3TESTREVIEWER",
        "asin": "B00TESTABC",
        "rating": 5,
        "review_text": "Keeps the coffee warm.\nTwice bought.",
        "summary": "Warm",
        "vote": 1234,
        "verified": True,
        "style": {"Size:": " 7.0 oz", "Color:": " Blue"},
        "image": ["https://images.example.com/I/one.jpg"],
        "reviewer_name": "Zoë Müller",
        "review_time": datetime(2016, 9, 1),
        "parent_asin": None,
    }


def test_a_review_of_2014() -> None:
    assert canonical(parse(as_line(REVIEW_2014))) == {
        "reviewer_id": "A3TESTREVIEWER",
        "asin": "B00TESTABC",
        "rating": 4,
        "review_text": "Keeps the coffee warm.",
        "summary": "Warm",
        "vote": 2,
        "verified": None,
        "style": None,
        "image": None,
        "reviewer_name": "Zoë Müller",
        "review_time": datetime(2009, 9, 13),
        "parent_asin": None,
    }


def test_a_review_of_2023() -> None:
    review = parse(as_line(REVIEW_2023))
    assert canonical(review) == {
        "reviewer_id": "AEYTESTUSER",
        "asin": "B00VARIANT",
        "rating": 3,
        "review_text": "It lasted a week.",
        "summary": "Meh",
        "vote": 7,
        "verified": True,
        "style": None,
        "image": [{"small_image_url": "https://images.example.com/I/s.jpg"}],
        "reviewer_name": None,
        "review_time": datetime(2021, 10, 15, 5, 20, 59, 292_000),
        "parent_asin": "B00PARENT0",
    }
    assert (review.product_asin, review.variant_asin) == ("B00PARENT0", "B00VARIANT")


def test_the_fewest_keys() -> None:
    line = '{"overall": 1, "asin": "B1", "reviewerID": "A1", "reviewTime": "02 29, 2012"}'
    review = parse(line)
    assert canonical(review) == {
        "reviewer_id": "A1",
        "asin": "B1",
        "rating": 1,
        "review_text": None,
        "summary": None,
        "vote": 0,
        "verified": None,
        "style": None,
        "image": None,
        "reviewer_name": None,
        "review_time": datetime(2012, 2, 29),
        "parent_asin": None,
    }
    assert (review.product_asin, review.variant_asin) == ("B1", None)


def test_the_key_is_blake2b_128_of_the_canonical_json() -> None:
    # Written by hand, summed by coreutils' `b2sum --length=128`:
    # ["A1","B1",5,null,null,0,null,null,null,null,"2016-09-01T00:00:00.000",null]
    line = b'{"reviewerID":"A1","asin":"B1","overall":5.0,"unixReviewTime":1472688000}'
    assert parse(line).review_key == "f4471bcd2d50876e7739a4afaf644ee6"


@pytest.mark.parametrize(
    ("field", "spelled", "value"),
    [
        ("vote", {"vote": "25"}, 25),
        ("vote", {"vote": "12,345,678"}, 12_345_678),
        ("vote", {"vote": 1234}, 1234),
        ("vote", {"vote": 1234.0}, 1234),
        ("vote", {"vote": None}, 0),
        ("rating", {"overall": 2}, 2),
        ("rating", {"overall": 2.0}, 2),
        ("style", {"style": {}}, None),
        ("image", {"image": []}, None),
        ("review_text", {"reviewText": ""}, ""),
        ("review_text", {"reviewText": "\\u0000 is no NUL"}, "\\u0000 is no NUL"),
        ("review_time", {"unixReviewTime": 1472688000.0}, datetime(2016, 9, 1)),
        ("review_time", {"unixReviewTime": 788918400}, datetime(1995, 1, 1)),
        ("review_time", {"unixReviewTime": 1709380800}, datetime(2024, 3, 2, 12)),
        ("review_time", {"unixReviewTime": None}, datetime(2016, 9, 1)),
    ],
)
def test_ways_to_spell_a_field(field: str, spelled: dict[str, Any], value: object) -> None:
    found = getattr(parse(as_line(REVIEW_2018, **spelled)), field)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("line", "reason", "field"),
    [
        (b"", "not-json", "record"),
        (b'{"overall": 5', "not-json", "record"),
        (as_line(REVIEW_2018, overall=float("nan")), "out-of-range", "overall"),
        (as_line(REVIEW_2018, overall=float("inf")), "out-of-range", "overall"),
        (b"[1, 2]", "not-an-object", "record"),
        (b"5", "not-an-object", "record"),
        (b'"text"', "not-an-object", "record"),
        (b'{"summary": "caf\xe9"}', "not-utf-8", "record"),
        (b'{"summary": "\\ud83d"}', "not-utf-8", "record"),
        (b'{"summary": "\\ude00"}', "not-utf-8", "record"),
        ('{"summary": "\ud83d"}', "not-utf-8", "record"),
        (as_line(REVIEW_2018, reviewText="a\0b"), "nul-character", "reviewText"),
        (as_line(REVIEW_2018, style={"Size:\0": "x"}), "nul-character", "style"),
        (as_line(REVIEW_2018, image=["\0"]), "nul-character", "image"),
        (without(REVIEW_2018, "overall"), "missing-key", "overall"),
        (without(REVIEW_2018, "asin"), "missing-key", "asin"),
        (without(REVIEW_2018, "reviewerID"), "missing-key", "reviewerID"),
        (without(REVIEW_2018, "unixReviewTime", "reviewTime"), "missing-key", "unixReviewTime"),
        (without(REVIEW_2023, "timestamp"), "missing-key", "timestamp"),
        (without(REVIEW_2023, "user_id"), "missing-key", "user_id"),
        (as_line(REVIEW_2018, overall=None), "missing-key", "overall"),
        (as_line(REVIEW_2018, asin=" "), "empty", "asin"),
        (as_line(REVIEW_2018, reviewerID=""), "empty", "reviewerID"),
        (as_line(REVIEW_2018, overall=True), "wrong-type", "overall"),
        (as_line(REVIEW_2018, overall="5"), "wrong-type", "overall"),
        (as_line(REVIEW_2018, overall=[5]), "wrong-type", "overall"),
        (as_line(REVIEW_2018, overall=4.5), "out-of-range", "overall"),
        (as_line(REVIEW_2018, reviewerID="x" * 257), "out-of-range", "reviewerID"),
        (as_line(REVIEW_2018, asin="x" * 10_000), "out-of-range", "asin"),
        (as_line(REVIEW_2018, overall=0), "out-of-range", "overall"),
        (as_line(REVIEW_2018, overall=6), "out-of-range", "overall"),
        (as_line(REVIEW_2023, rating=5.5), "out-of-range", "rating"),
        (as_line(REVIEW_2018, asin=5), "wrong-type", "asin"),
        (as_line(REVIEW_2018, reviewText=5), "wrong-type", "reviewText"),
        (as_line(REVIEW_2018, verified="true"), "wrong-type", "verified"),
        (as_line(REVIEW_2018, verified=1), "wrong-type", "verified"),
        (as_line(REVIEW_2018, style="Blue"), "wrong-type", "style"),
        (as_line(REVIEW_2018, image={"a": 1}), "wrong-type", "image"),
        (as_line(REVIEW_2018, vote="many"), "wrong-type", "vote"),
        (as_line(REVIEW_2018, vote="1,23"), "wrong-type", "vote"),
        (as_line(REVIEW_2018, vote="-1"), "wrong-type", "vote"),
        (as_line(REVIEW_2018, vote="٣"), "wrong-type", "vote"),
        (as_line(REVIEW_2018, vote="9" * 5000), "wrong-type", "vote"),
        (as_line(REVIEW_2018, vote=True), "wrong-type", "vote"),
        (as_line(REVIEW_2018, vote=-1), "out-of-range", "vote"),
        (as_line(REVIEW_2018, vote=2**31), "out-of-range", "vote"),
        (as_line(REVIEW_2023, parent_asin=" "), "empty", "parent_asin"),
        (as_line(REVIEW_2023, parent_asin="x" * 257), "out-of-range", "parent_asin"),
        (as_line(REVIEW_2014, helpful=[1]), "wrong-type", "helpful"),
        (as_line(REVIEW_2014, helpful="1/2"), "wrong-type", "helpful"),
        (as_line(REVIEW_2014, helpful=[1, True]), "wrong-type", "helpful"),
        (as_line(REVIEW_2018, unixReviewTime="1472688000"), "wrong-type", "unixReviewTime"),
        (as_line(REVIEW_2018, unixReviewTime=True), "wrong-type", "unixReviewTime"),
        (as_line(REVIEW_2018, unixReviewTime=-1), "out-of-range", "unixReviewTime"),
        (as_line(REVIEW_2018, unixReviewTime=10**30), "out-of-range", "unixReviewTime"),
        (as_line(REVIEW_2018, unixReviewTime=788918399), "out-of-range", "unixReviewTime"),
        (as_line(REVIEW_2018, unixReviewTime=1709380801), "out-of-range", "unixReviewTime"),
        (as_line(REVIEW_2023, timestamp=1634275259), "out-of-range", "timestamp"),
        (as_line(REVIEW_2018, unixReviewTime=None, reviewTime="2016-09-01"), "wrong-type", "reviewTime"),
        (as_line(REVIEW_2018, unixReviewTime=None, reviewTime="02 30, 2016"), "wrong-type", "reviewTime"),
        (as_line(REVIEW_2018, unixReviewTime=None, reviewTime="12 31, 1994"), "out-of-range", "reviewTime"),
        (b'{"style": ' + b"[" * 300 + b"]" * 300 + b"}", "too-deep", "record"),
    ],
)
def test_bad_reviews(line: bytes | str, reason: str, field: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parse(line)
    assert (caught.value.reason, caught.value.field) == (reason, field)
    sentence = str(caught.value)
    assert sentence.startswith(f"{field}: found ")
    assert sentence.endswith(f"({reason}).")
    assert len(caught.value.found) <= 100
    assert "\n" not in sentence


def test_a_bad_record_is_one_sentence() -> None:
    with pytest.raises(BadRecord) as caught:
        parse(as_line(REVIEW_2018, overall=4.5))
    assert str(caught.value) == "overall: found 4.5, expected a whole number from 1 to 5 (out-of-range)."


@pytest.mark.parametrize(
    "change",
    [
        {"overall": 4.0},
        {"vote": "1,235"},
        {"verified": False},
        {"verified": None},
        {"reviewerID": "A3TESTREVIEWEr"},
        {"asin": "B00TESTABD"},
        {"style": {"Size:": " 7.0 oz"}},
        {"style": {"Size:": "7.0 oz", "Color:": " Blue"}},
        {"style": None},
        {"reviewerName": "Zoe Müller"},
        {"reviewText": "Keeps the coffee warm. Twice bought."},
        {"reviewText": ""},
        {"reviewText": None},
        {"summary": "warm"},
        {"unixReviewTime": 1472688001},
        {"image": []},
    ],
)
def test_any_other_field_is_another_key(change: dict[str, Any]) -> None:
    assert parse(as_line(REVIEW_2018, **change)).review_key != parse(as_line(REVIEW_2018)).review_key


def test_another_parent_or_millisecond_is_another_key() -> None:
    lines = [as_line(REVIEW_2023), as_line(REVIEW_2023, parent_asin="B00PARENT1")]
    lines += [as_line(REVIEW_2023, timestamp=1634275259293)]
    assert len({parse(line).review_key for line in lines}) == 3


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
names = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=14)
reviews = st.fixed_dictionaries(
    {
        "overall": st.integers(1, 5),
        "reviewerID": names,
        "asin": names,
        "unixReviewTime": st.integers(788_918_400, 1_700_000_000),
        "vote": st.integers(0, 10_000_000),
        "verified": st.none() | st.booleans(),
        "style": st.none() | st.dictionaries(words, words, min_size=1, max_size=3),
        "reviewText": st.none() | words,
        "summary": st.none() | words,
        "image": st.none() | st.lists(words, min_size=1, max_size=2),
    }
)


@settings(deadline=None)
@given(review=reviews, data=st.data())
def test_spelling_does_not_change_the_key(review: dict[str, Any], data: st.DataObject) -> None:
    other = dict(data.draw(st.permutations(list(review.items()))))
    other["overall"] = float(review["overall"])
    other["unixReviewTime"] = float(review["unixReviewTime"])
    other["vote"] = data.draw(
        st.sampled_from([f"{review['vote']:,}", str(review["vote"]), float(review["vote"])])
    )
    if review["style"]:
        other["style"] = dict(data.draw(st.permutations(list(review["style"].items()))))
    absent = {key: value for key, value in other.items() if value is not None}
    plain = parse(json.dumps(review))
    spelled = parse(json.dumps(absent, ensure_ascii=False, indent=1) + "\r\n")
    assert spelled == plain


@settings(deadline=None)
@given(one=reviews, two=reviews)
def test_equal_keys_mean_equal_records(one: dict[str, Any], two: dict[str, Any]) -> None:
    first, second = parse(json.dumps(one)), parse(json.dumps(two))
    assert (first.review_key == second.review_key) == (canonical(first) == canonical(second))


@settings(deadline=None)
@given(raw=st.binary(max_size=60) | st.text(max_size=60))
def test_any_bytes_give_a_record_or_a_sentence(raw: bytes | str) -> None:
    with pytest.raises(BadRecord):
        parse(raw)
