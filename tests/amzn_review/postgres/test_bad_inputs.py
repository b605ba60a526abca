"""Everything that can be wrong with an input: where it ends, and that the good file beside it is loaded."""

from __future__ import annotations

import json
import os
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from tests.amzn_review.load_site import (
    REVIEW,
    Found,
    LoadSite,
    balance,
    line,
    load_site,
    numbered,
    packed,
)

LINE_LIMIT = 1_000_000
MUCH = 50_000_000  # bytes, of which gzip makes 50 thousand: less than what is read in one call
REVIEW_2014 = {
    "reviewerID": "R",
    "asin": "B1",
    "helpful": [2, 3],
    "overall": 4.0,
    "unixReviewTime": 1252800000,
}
REVIEW_2023 = {
    "rating": 3.0,
    "user_id": "U",
    "asin": "B1",
    "parent_asin": "B0",
    "timestamp": 1634275259292,
    "helpful_vote": 7,
}
WHOLE = packed(line())
BODY = 10  # a gzip header without a name (RFC 1952)
NEXT_WEEK = int((datetime.now(UTC) + timedelta(days=7)).timestamp())


class Bad(NamedTuple):
    """A file: its bytes, its reason, and the field at fault; `line_number` 0 is the file itself."""

    content: bytes
    reason: str
    field: str
    line_number: int = 1


def bad_line(text: bytes, reason: str, field: str = "record") -> Bad:
    """A file of one line."""
    return Bad(packed(text), reason, field)


def bad_file(content: bytes, reason: str) -> Bad:
    """A file that cannot be read to its end."""
    return Bad(content, reason, "file", 0)


def changed(reason: str, field: str, **changes: Any) -> Bad:
    """A review of 2018 with one field changed."""
    return bad_line(line(**changes), reason, field)


def old(reason: str, field: str, **changes: Any) -> Bad:
    """A review of 2014 with one field changed."""
    return bad_line(json.dumps(REVIEW_2014 | changes).encode(), reason, field)


def new(reason: str, field: str, **changes: Any) -> Bad:
    """A review of 2023 with one field changed; one that is changed to `...` is left out."""
    found = {name: value for name, value in (REVIEW_2023 | changes).items() if value is not ...}
    return bad_line(json.dumps(found).encode(), reason, field)


def spelled(number: bytes, field: str = "overall", reason: str = "out-of-range") -> Bad:
    """A review in which a number stands as these very bytes."""
    return bad_line(line(**{field: 7654321}).replace(b"7654321", number), reason, field)


def text_of(raw: bytes, reason: str) -> Bad:
    """A review whose text holds these very bytes."""
    return bad_line(line(reviewText="HERE").replace(b"HERE", raw), reason)


def nested(depth: int) -> bytes:
    return b'{"style": ' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


FILES: dict[str, Bad] = {
    "truncated: magic only": bad_file(WHOLE[:2], "truncated-gzip"),
    "truncated: header only": bad_file(WHOLE[:BODY], "truncated-gzip"),
    "truncated: half": bad_file(WHOLE[: len(WHOLE) // 2], "truncated-gzip"),
    "truncated: no trailer": bad_file(WHOLE[:-8], "truncated-gzip"),
    "truncated: last byte": bad_file(WHOLE[:-1], "truncated-gzip"),
    "truncated: second member": bad_file(WHOLE + packed(numbered(2))[:-3], "truncated-gzip"),
    "truncated: after 9 lines": bad_file(
        packed(b"".join(map(numbered, range(9))) + line()[:50])[:-9], "truncated-gzip"
    ),
    "not gzip: plain": bad_file(line(), "not-gzip"),
    "not gzip: one byte": bad_file(b"\x1f", "not-gzip"),
    "not gzip: zip": bad_file(b"PK\x03\x04" + bytes(30), "not-gzip"),
    "not gzip: zstd": bad_file(b"\x28\xb5\x2f\xfd" + bytes(30), "not-gzip"),
    "not gzip: html": bad_file(b"<html><body>503 Slow Down</body></html>", "not-gzip"),
    "not gzip: zeros": bad_file(bytes(4096), "not-gzip"),
    "not gzip: shifted": bad_file(b"\n" + WHOLE, "not-gzip"),
    "damaged: sum": bad_file(WHOLE[:-8] + bytes(4) + WHOLE[-4:], "damaged-gzip"),
    "damaged: length": bad_file(WHOLE[:-4] + bytes(4), "damaged-gzip"),
    "damaged: block": bad_file(WHOLE[:BODY] + b"\xff\xff" + WHOLE[BODY + 2 :], "damaged-gzip"),
    "damaged: method": bad_file(WHOLE[:2] + b"\x07" + WHOLE[3:], "damaged-gzip"),
    "damaged: garbage after": bad_file(WHOLE + b"garbage", "damaged-gzip"),
    "damaged: text after": bad_file(WHOLE + line(), "damaged-gzip"),
    "empty: no byte": bad_file(b"", "empty"),
    "empty: gzip of nothing": bad_file(packed(b""), "empty"),
    "empty: blank lines": bad_file(packed(b"\n \n\t\r\n"), "empty"),
    "empty: two empty members": bad_file(packed(b"") + packed(b""), "empty"),
    "oversized: a line": bad_file(packed(line(reviewText="x" * LINE_LIMIT)), "oversized"),
    "oversized: zeros": bad_file(packed(bytes(MUCH)), "oversized"),
    "oversized: blank lines": bad_file(packed(b"\n" * MUCH), "oversized"),
    "oversized: after a good line": bad_file(packed(line() + bytes(MUCH)), "oversized"),
}
TEXTS: dict[str, Bad] = {
    "not UTF-8: latin-1": text_of("café".encode("latin-1"), "not-utf-8"),
    "not UTF-8: continuation": text_of(b"\x80", "not-utf-8"),
    "not UTF-8: overlong": text_of(b"\xc0\xaf", "not-utf-8"),
    "not UTF-8: surrogate in bytes": text_of(b"\xed\xa0\xbd", "not-utf-8"),
    "not UTF-8: cut emoji": text_of(b"\xf0\x9f\x98", "not-utf-8"),
    "not UTF-8: above the last": text_of(b"\xf4\x90\x80\x80", "not-utf-8"),
    "not UTF-8: in a name": bad_line(line().replace(b"Zo\\u00eb", b"Zo\xeb"), "not-utf-8"),
    "not UTF-8: UTF-16": bad_line(json.dumps(REVIEW).encode("utf-16"), "not-utf-8"),
    "surrogate: first half": text_of(b"\\ud83d", "not-utf-8"),
    "surrogate: second half": text_of(b"\\ude00", "not-utf-8"),
    "surrogate: halves swapped": text_of(b"\\ude00\\ud83d", "not-utf-8"),
    "surrogate: in a key": bad_line(b'{"\\ud83d": 1, ' + line()[1:], "not-utf-8"),
    "surrogate: in an id": bad_line(line(asin="HERE").replace(b"HERE", b"B\\udfff"), "not-utf-8"),
    "NUL: in the text": changed("nul-character", "reviewText", reviewText="a\0b"),
    "NUL: in an id": changed("nul-character", "asin", asin="B\0"),
    "NUL: in a name": changed("nul-character", "reviewerName", reviewerName="\0"),
    "NUL: in a style": changed("nul-character", "style", style={"Size:": "\0"}),
    "NUL: in a style's name": changed("nul-character", "style", style={"Size:\0": "x"}),
    "NUL: in an image": changed("nul-character", "image", image=["https://images.example.com/\0"]),
    "NUL: in an unknown field": changed("nul-character", "colour", colour="\0"),
    "not JSON: half a line": bad_line(line()[:40], "not-json"),
    "not JSON: no end": bad_line(line().rstrip()[:-1], "not-json"),
    "not JSON: text": bad_line(b"It keeps the coffee warm.", "not-json"),
    "not JSON: trailing comma": bad_line(line().rstrip()[:-1] + b",}", "not-json"),
    "not JSON: two objects": bad_line(line().rstrip() * 2, "not-json"),
    "not JSON: two with a comma": bad_line(line().rstrip() + b"," + line(), "not-json"),
    "not JSON: single quotes": bad_line(line().replace(b'"', b"'"), "not-json"),
    "not JSON: Python": bad_line(line().replace(b"true", b"True"), "not-json"),
    "not JSON: a comment": bad_line(line().rstrip() + b" // good", "not-json"),
    "not JSON: bare key": bad_line(b'{overall: 5, "asin": "B1"}', "not-json"),
    "not JSON: mark in the middle": bad_line(b'{"overall": 5,\xef\xbb\xbf' + line()[1:], "not-json"),
    "not JSON: two marks": bad_line(b"\xef\xbb\xbf" * 2 + line(), "not-json"),
    "not JSON: mark only": bad_line(b"\xef\xbb\xbf", "not-json"),
    "not JSON: control character": text_of(b"\x01", "not-json"),
    "not JSON: bare tab": text_of(b"\t", "not-json"),
    "not JSON: bare NUL": text_of(b"\0", "not-json"),
    "not JSON: escape": text_of(b"\\x41", "not-json"),
    "not JSON: short escape": text_of(b"\\u00", "not-json"),
    "not JSON: leading zero": bad_line(line().replace(b"5.0", b"05", 1), "not-json"),
    "not JSON: hexadecimal": bad_line(line().replace(b"5.0", b"0x5", 1), "not-json"),
    "not JSON: half a number": bad_line(line().replace(b"5.0", b"5.", 1), "not-json"),
    "not JSON: a list's end": bad_line(b'{"overall": 5]', "not-json"),
    "not an object: list": bad_line(b"[" + line().rstrip() + b"]", "not-an-object"),
    "not an object: text": bad_line(b'"overall"', "not-an-object"),
    "not an object: number": bad_line(b"5", "not-an-object"),
    "not an object: null": bad_line(b"null", "not-an-object"),
    "not an object: true": bad_line(b"true", "not-an-object"),
    "not an object: nested": bad_line(b"[" * 600 + b"]" * 600, "not-an-object"),
    "too deep: 33": bad_line(nested(33), "too-deep"),
    "too deep: 600": bad_line(nested(600), "too-deep"),
    "too deep: 1,023": bad_line(nested(1023), "too-deep"),
    "too deep: 5,000": bad_line(nested(5000), "too-deep"),
    "too deep: 100,000": bad_line(nested(100_000), "too-deep"),
}
FIELDS: dict[str, Bad] = {
    "missing: everything": bad_line(b"{}", "missing-key", "overall"),
    "missing: overall": changed("missing-key", "overall", overall=...),
    "missing: reviewerID": changed("missing-key", "reviewerID", reviewerID=...),
    "missing: asin": changed("missing-key", "asin", asin=...),
    "missing: time": changed("missing-key", "unixReviewTime", unixReviewTime=..., reviewTime=...),
    "missing: rating": new("missing-key", "overall", rating=...),
    "missing: user_id": new("missing-key", "user_id", user_id=...),
    "missing: timestamp": new("missing-key", "timestamp", timestamp=...),
    "null: overall": changed("missing-key", "overall", overall=None),
    "null: reviewerID": changed("missing-key", "reviewerID", reviewerID=None),
    "null: asin": changed("missing-key", "asin", asin=None),
    "null: time": changed("missing-key", "unixReviewTime", unixReviewTime=None, reviewTime=None),
    "null: rating": new("missing-key", "rating", rating=None),
    "blank: asin": changed("empty", "asin", asin=""),
    "blank: reviewerID": changed("empty", "reviewerID", reviewerID=" \t"),
    "blank: user_id": new("empty", "user_id", user_id="\u2003"),
    "blank: parent_asin": new("empty", "parent_asin", parent_asin=" "),
    "type: overall text": changed("wrong-type", "overall", overall="5"),
    "type: overall true": changed("wrong-type", "overall", overall=True),
    "type: overall list": changed("wrong-type", "overall", overall=[5]),
    "type: reviewerID": changed("wrong-type", "reviewerID", reviewerID=7),
    "type: asin": changed("wrong-type", "asin", asin=["B1"]),
    "type: reviewText": changed("wrong-type", "reviewText", reviewText=5),
    "type: summary": changed("wrong-type", "summary", summary={"a": "b"}),
    "type: verified text": changed("wrong-type", "verified", verified="true"),
    "type: verified number": changed("wrong-type", "verified", verified=1),
    "type: style text": changed("wrong-type", "style", style="Blue"),
    "type: style list": changed("wrong-type", "style", style=["Blue"]),
    "type: image": changed("wrong-type", "image", image={"a": "b"}),
    "type: reviewerName": changed("wrong-type", "reviewerName", reviewerName=False),
    "type: vote word": changed("wrong-type", "vote", vote="many"),
    "type: vote grouping": changed("wrong-type", "vote", vote="1,23"),
    "type: vote true": changed("wrong-type", "vote", vote=True),
    "type: vote sign": changed("wrong-type", "vote", vote="-1"),
    "type: vote blank": changed("wrong-type", "vote", vote=""),
    "type: vote long": changed("wrong-type", "vote", vote="9" * 5000),
    "type: vote Arabic": changed("wrong-type", "vote", vote="٣"),
    "type: time text": changed("wrong-type", "unixReviewTime", unixReviewTime="1472688000"),
    "type: time true": changed("wrong-type", "unixReviewTime", unixReviewTime=True),
    "type: date": changed("wrong-type", "reviewTime", unixReviewTime=..., reviewTime="2016-09-01"),
    "type: no such date": changed("wrong-type", "reviewTime", unixReviewTime=..., reviewTime="02 30, 2016"),
    "type: date number": changed("wrong-type", "reviewTime", unixReviewTime=..., reviewTime=2016),
    "type: helpful short": old("wrong-type", "helpful", helpful=[1]),
    "type: helpful text": old("wrong-type", "helpful", helpful="1/2"),
    "type: helpful true": old("wrong-type", "helpful", helpful=[1, True]),
    "type: title": new("wrong-type", "title", title=5),
    "type: text": new("wrong-type", "text", text=["a"]),
    "type: helpful_vote": new("wrong-type", "helpful_vote", helpful_vote="x"),
    "type: verified_purchase": new("wrong-type", "verified_purchase", verified_purchase=0),
    "type: images": new("wrong-type", "images", images="https://images.example.com"),
    "type: parent_asin": new("wrong-type", "parent_asin", parent_asin=5),
    "range: 0 stars": changed("out-of-range", "overall", overall=0),
    "range: 6 stars": changed("out-of-range", "overall", overall=6),
    "range: -1 stars": changed("out-of-range", "overall", overall=-1),
    "range: 4.5 stars": changed("out-of-range", "overall", overall=4.5),
    "range: 5.5 stars": new("out-of-range", "rating", rating=5.5),
    "range: 1e400": spelled(b"1e400"),
    "range: -1e400": spelled(b"-1e400"),
    "range: 400 digits": spelled(b"1" + b"0" * 400),
    "range: 5,000 digits": spelled(b"1" + b"0" * 5000),
    "range: 1e-400": spelled(b"1e-400"),
    "range: NaN": spelled(b"NaN"),
    "range: Infinity": spelled(b"Infinity"),
    "range: -Infinity": spelled(b"-Infinity"),
    "range: 2 to the 64th": spelled(b"18446744073709551616"),
    "range: vote below": changed("out-of-range", "vote", vote=-1),
    "range: vote above": changed("out-of-range", "vote", vote=2**31),
    "range: vote text above": changed("out-of-range", "vote", vote="2,147,483,648"),
    "range: vote half": changed("out-of-range", "vote", vote=0.5),
    "range: vote 1e400": spelled(b"1e400", "vote"),
    "range: helpful": old("out-of-range", "helpful", helpful=[-1, 2]),
    "range: 1994": changed("out-of-range", "unixReviewTime", unixReviewTime=788918399),
    "range: 1970": changed("out-of-range", "unixReviewTime", unixReviewTime=0),
    "range: next week": changed("out-of-range", "unixReviewTime", unixReviewTime=NEXT_WEEK),
    "range: negative time": changed("out-of-range", "unixReviewTime", unixReviewTime=-1),
    "range: half a second": changed("out-of-range", "unixReviewTime", unixReviewTime=1472688000.5),
    "range: time of 31 digits": changed("out-of-range", "unixReviewTime", unixReviewTime=10**30),
    "range: time 1e400": spelled(b"1e400", "unixReviewTime"),
    "range: time in milliseconds": changed("out-of-range", "unixReviewTime", unixReviewTime=1472688000000),
    "range: date of 1994": changed(
        "out-of-range", "reviewTime", unixReviewTime=..., reviewTime="12 31, 1994"
    ),
    "range: timestamp in seconds": new("out-of-range", "timestamp", timestamp=1634275259),
    "range: long reviewerID": changed("out-of-range", "reviewerID", reviewerID="R" * 257),
    "range: long asin": changed("out-of-range", "asin", asin="B" * 10_000),
    "range: long user_id": new("out-of-range", "user_id", user_id="U" * 257),
    "range: long parent_asin": new("out-of-range", "parent_asin", parent_asin=os.urandom(10_000).hex()),
}
PRODUCTS: dict[str, Bad] = {
    "product: no gzip": bad_file(b'{"asin": "B1"}', "not-gzip"),
    "product: half": bad_file(packed(b'{"asin": "B1"}')[:15], "truncated-gzip"),
    "product: no JSON": bad_line(b"{'asin': 'B1'}", "not-json"),
    "product: no asin": bad_line(b'{"title": "Lamp"}', "missing-key", "asin"),
    "product: long asin": bad_line(b'{"asin": "%s"}' % (b"B" * 257), "out-of-range", "asin"),
    "product: blank parent": bad_line(b'{"parent_asin": ""}', "empty", "parent_asin"),
    "product: price list": bad_line(b'{"asin": "B1", "price": [1]}', "wrong-type", "price"),
    "product: price below": bad_line(b'{"asin": "B1", "price": -1}', "out-of-range", "price"),
    "product: price above": bad_line(b'{"asin": "B1", "price": "$999,999,999.00"}', "out-of-range", "price"),
    "product: NUL": bad_line(b'{"asin": "B1", "title": "\\u0000"}', "nul-character", "title"),
    "product: features": bad_line(b'{"asin": "B1", "feature": [1]}', "wrong-type", "feature"),
}
REVIEWS = FILES | TEXTS | FIELDS
CASES = {f"reviews/lamps/{name}.json.gz": bad for name, bad in REVIEWS.items()} | {
    f"metadata/products/{name}.json.gz": bad for name, bad in PRODUCTS.items()
}


@pytest.fixture(scope="module")
def loaded(
    tmp_path_factory: pytest.TempPathFactory,
    server: PostgresServer,
    administrator: psycopg.Connection,
    template: str,
) -> Iterator[tuple[LoadSite, dict[str, list[Found]]]]:
    """A site on which all bad files, and one good one, were loaded in one run; and the files by key."""
    address = DatabaseAddress("127.0.0.1", server.port, "bad_inputs", SUPERUSER, server.superuser_password)
    with load_site(tmp_path_factory.mktemp("bad"), administrator, template, address) as site:
        for key, bad in CASES.items():
            site.put(key, bad.content)
        site.put("reviews/lamps/good.json.gz", packed(line(reviewerID="GOOD")))
        site.load(max_bad_percent=100, max_line_bytes=LINE_LIMIT)
        by_key: dict[str, list[Found]] = {}
        for file in site.found():
            by_key.setdefault(file.key, []).append(file)
        yield site, by_key


def test_the_good_file_among_all_bad_ones_is_loaded(loaded: tuple[LoadSite, dict[str, list[Found]]]) -> None:
    site, by_key = loaded
    assert len(CASES) > 150
    assert site.reviewers() == ["GOOD"]
    assert by_key["reviews/lamps/good.json.gz"] == [
        Found("pack", "reviews/lamps/good.json.gz", packed(line(reviewerID="GOOD")))
    ]
    assert len(by_key) == len(CASES) + 1
    columns = "files, listed, staged, loaded, duplicate, quarantined, held, held_keys, products"
    number = len(REVIEWS)
    assert site.rows(f"select {columns} from ingest_batches") == [
        (number + 1, number + 1, 1, 1, 0, number, 0, [], 0)
    ]
    assert site.rows("select count(*) from quarantined_records") == [(len(CASES),)]


@pytest.mark.parametrize("key", CASES)
def test_a_bad_file_is_set_aside_untouched(loaded: tuple[LoadSite, dict[str, list[Found]]], key: str) -> None:
    site, by_key = loaded
    bad = CASES[key]
    assert by_key[key] == [Found(f"quarantine/{bad.reason}", key, bad.content)]
    (row,) = site.connection.execute(
        "select line_number, reason, field, is_whole_file, replayed_at, found, expected "
        "from quarantined_records where source_key = %s",
        [key],
    ).fetchall()
    assert row[:5] == (bad.line_number, bad.reason, bad.field, True, None)
    assert all(0 < len(said) < 300 and said.isprintable() for said in row[5:])


def test_what_is_said_of_a_bad_record_is_exact(loaded: tuple[LoadSite, dict[str, list[Found]]]) -> None:
    site, _ = loaded
    said = {
        key.rpartition("/")[2]: (found, expected)
        for key, found, expected in site.rows("select source_key, found, expected from quarantined_records")
    }
    for name, found, expected in [
        ("range: 4.5 stars", "4.5", "a whole number from 1 to 5"),
        ("type: vote word", "'many'", 'a whole number such as 1234 or "1,234"'),
        ("missing: asin", "nothing", "text"),
        ("range: long reviewerID", "257 characters", "at most 256 characters"),
        ("not gzip: plain", "a file that begins with b'{\"'", "gzip, as its name ends in .gz"),
        ("empty: no byte", "nothing", "at least one line"),
        ("oversized: zeros", "a longer line at line 1", "at most 1,000,000 bytes a line"),
    ]:
        assert said[f"{name}.json.gz"] == (found, expected)


ALONE = ("truncated: half", "empty: no byte", "NUL: in a style's name", "too deep: 600", "range: 6 stars")


@pytest.mark.parametrize("name", ALONE)
def test_a_bad_file_alone(site: LoadSite, name: str) -> None:
    key, bad = f"reviews/lamps/{name}.json.gz", REVIEWS[name]
    site.put(key, bad.content)
    assert balance(site.load()) == {"files": 1, "listed": 1, "quarantined": 1}
    assert site.found() == [Found(f"quarantine/{bad.reason}", key, bad.content)]
    assert site.quarantined() == [(key, bad.line_number, bad.reason, bad.field, True)]


@pytest.mark.parametrize(
    "key", ["a\0b", "\0", "\t", "\ud83d", "k" * 1_000_000], ids=["inside", "alone", "tab", "half", "long"]
)
@pytest.mark.parametrize("value", ["\0", float("nan")])
def test_an_odd_name_of_a_field_stops_nothing(site: LoadSite, key: str, value: object) -> None:
    site.put("reviews/lamps/odd.json.gz", packed(line(**{key: value})))
    site.put("reviews/lamps/good.json.gz", packed(line(reviewerID="GOOD")))
    assert balance(site.load()) == {"files": 2, "listed": 2, "staged": 1, "loaded": 1, "quarantined": 1}
    assert site.reviewers() == ["GOOD"]
    ((field,),) = site.rows("select field from quarantined_records")
    assert field.isprintable()
    assert len(field) < 300


BROKEN = {name: bad for name, bad in FILES.items() if bad.reason != "oversized"}


def test_what_is_broken_and_young_is_left_and_loaded_when_it_is_whole(site: LoadSite) -> None:
    for name, bad in BROKEN.items():
        site.put(f"reviews/lamps/{name}.json.gz", bad.content, age_seconds=1)
    number = len(BROKEN)
    sheets = site.load()
    assert balance(sheets) == {"files": number, "listed": number, "held": number}
    assert site.found() == sorted(
        Found("uploaded", f"reviews/lamps/{name}.json.gz", bad.content) for name, bad in BROKEN.items()
    )
    assert site.rows("select held_keys from ingest_batches") == [
        (sorted(f"reviews/lamps/{name}.json.gz" for name in BROKEN),)
    ]
    assert site.quarantined() == []

    whole = {f"reviews/lamps/{name}.json.gz": packed(line(reviewerID=name)) for name in BROKEN}
    for key, content in whole.items():
        site.put(key, content, age_seconds=1)
    assert balance(site.load()) == {"files": number, "listed": number, "staged": number, "loaded": number}
    assert site.reviewers() == sorted(BROKEN)
    assert site.lies("pack") == whole


def test_what_is_broken_and_old_enough_is_not_left_for_ever(site: LoadSite) -> None:
    site.put("reviews/lamps/young.json.gz", WHOLE[:-3], age_seconds=20)
    site.put("reviews/lamps/old.json.gz", WHOLE[:-3], age_seconds=3600)
    assert balance(site.load(young_seconds=60)) == {"files": 2, "listed": 2, "quarantined": 1, "held": 1}
    assert balance(site.load(young_seconds=10)) == {"files": 1, "listed": 1, "quarantined": 1}
    assert site.lies("quarantine/truncated-gzip") == {
        "reviews/lamps/old.json.gz": WHOLE[:-3],
        "reviews/lamps/young.json.gz": WHOLE[:-3],
    }


def test_what_no_more_writing_can_mend_is_set_aside_while_young(site: LoadSite) -> None:
    for name in ("range: 6 stars", "not JSON: text", "oversized: a line"):
        site.put(f"reviews/lamps/{name}.json.gz", REVIEWS[name].content, age_seconds=0)
    assert balance(site.load(max_line_bytes=LINE_LIMIT)) == {"files": 3, "listed": 3, "quarantined": 3}


def test_a_young_file_whose_name_needs_escapes_is_left_once_a_run(site: LoadSite) -> None:
    site.put("reviews/lamps/a\\b.json.gz", WHOLE[:-3], age_seconds=0)
    batches = site.loader().run()
    assert balance([next(batches)]) == {"files": 1, "listed": 1, "held": 1}
    assert next(batches, None) is None


@pytest.mark.parametrize("size", [30_000_000, 200_000_000])
def test_a_bomb_stops_at_the_limit_and_not_after(site: LoadSite, size: int) -> None:
    # Its end is missing, which nobody notices who stops at the limit.
    bomb = packed(bytes(size))[:-8]
    site.put("reviews/lamps/bomb.json.gz", bomb)
    site.put("reviews/lamps/good.json.gz", packed(line(reviewerID="GOOD")))
    tracemalloc.start()
    try:
        sheets = site.load(max_line_bytes=LINE_LIMIT)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert balance(sheets) == {"files": 2, "listed": 2, "staged": 1, "loaded": 1, "quarantined": 1}
    assert site.quarantined() == [("reviews/lamps/bomb.json.gz", 0, "oversized", "file", True)]
    assert site.lies("quarantine/oversized") == {"reviews/lamps/bomb.json.gz": bomb}
    assert peak < 15 * LINE_LIMIT


def test_many_long_lines_need_the_memory_of_a_few(site: LoadSite) -> None:
    content = packed((b"x" * (LINE_LIMIT - 1) + b"\n") * 100)  # 100 MB of 100 KB
    site.put("reviews/lamps/long.json.gz", content)
    site.put("reviews/lamps/good.json.gz", packed(line(reviewerID="GOOD")))
    tracemalloc.start()
    try:
        sheets = site.load(max_line_bytes=LINE_LIMIT)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert balance(sheets) == {"files": 2, "listed": 2, "staged": 1, "loaded": 1, "quarantined": 1}
    assert [file.content for file in site.found() if file.place.startswith("quarantine/")] == [content]
    assert peak < 40 * LINE_LIMIT


GARBAGE = {
    "all lines": (packed(b"bad\n" * 5000), 1),
    "a quarter": (packed((numbered(1) + numbered(2) + numbered(3) + b"bad\n") * 10), 1),
    "a fifth": (packed(b"".join(map(numbered, range(40))) + b"bad\n" * 10), 10),
    "few lines": (packed(b"bad\n" * 9), 9),
}


@pytest.mark.parametrize(("content", "quarantined"), GARBAGE.values(), ids=GARBAGE)
def test_a_file_of_too_many_bad_lines_is_one_bad_thing(
    site: LoadSite, content: bytes, quarantined: int
) -> None:
    for number in range(100, 200):
        site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    site.put("reviews/lamps/garbage.json.gz", content)
    sums = balance(site.load())
    assert sums["quarantined"] == quarantined
    assert sums["loaded"] == (140 if quarantined == 10 else 100)
    (place,) = {file.place for file in site.found() if file.key == "reviews/lamps/garbage.json.gz"}
    assert place == ("quarantine/not-json" if quarantined == 1 else "pack")


def test_links_are_never_followed(site: LoadSite, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.json.gz").write_bytes(packed(line(reviewerID="OUTSIDE")))
    site.put("reviews/lamps/good.json.gz", packed(line(reviewerID="GOOD")))
    lamps = site.layout.uploaded_reviews("lamps")
    targets = {
        "inside": "good.json.gz",
        "inside-absolute": str(lamps / "good.json.gz"),
        "outside": str(outside / "a.json.gz"),
        "passwords": "/etc/passwd",
        "dangling": "nowhere.json.gz",
        "itself": "itself.json.gz",
        "folder": str(outside),
    }
    for name, target in targets.items():
        (lamps / f"{name}.json.gz").symlink_to(target)
    (site.layout.uploaded / "reviews" / "linked").symlink_to(outside)

    assert balance(site.load(bad_from=100)) == {
        "files": 8,
        "listed": 8,
        "staged": 1,
        "loaded": 1,
        "quarantined": 7,
    }
    assert site.reviewers() == ["GOOD"]
    assert site.lies("quarantine/symlink") == {
        f"reviews/lamps/{name}.json.gz": os.fsencode(target) for name, target in targets.items()
    }
    assert site.quarantined() == sorted(
        (f"reviews/lamps/{name}.json.gz", 0, "symlink", "file", True) for name in targets
    )
    (seen,) = site.rows("select found, expected from quarantined_records where source_key like '%passwords%'")
    assert seen == ("a link to '/etc/passwd'", "a file, as links are never followed")


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as opened:
        folder = os.open(path.parent, os.O_RDONLY)
        opened.bind(f"/proc/self/fd/{folder}/{path.name}")  # a socket's path holds 108 bytes at most
        os.close(folder)


@pytest.mark.parametrize("make", [os.mkfifo, make_socket], ids=["pipe", "socket"])
def test_what_is_no_file_is_never_waited_for(site: LoadSite, make: Callable[[Path], None]) -> None:
    site.put("reviews/lamps/good.json.gz", packed(line(reviewerID="GOOD")))
    make(site.layout.uploaded_reviews("lamps") / "odd.json.gz")
    assert balance(site.load()) == {"files": 2, "listed": 2, "staged": 1, "loaded": 1, "quarantined": 1}
    assert site.reviewers() == ["GOOD"]
    assert site.lies("quarantine/not-a-file") == {"reviews/lamps/odd.json.gz": b"(no file)"}
    assert site.quarantined() == [("reviews/lamps/odd.json.gz", 0, "not-a-file", "file", True)]


def test_names_with_control_characters_are_set_aside_unread(site: LoadSite) -> None:
    names = {
        b"new\nline": "new\\nline",
        b"tab\t": "tab\\t",
        b"\x1b[31mred": "\\x1b[31mred",
        b"\x7f": "\\x7f",
        b"latin-\xe9": "latin-\\udce9",
        b"line\xe2\x80\xa8separator": "line\\u2028separator",
        b"\xff" * 247: "\\udcff" * 247,
    }
    contents = {escaped: packed(numbered(number)) for number, escaped in enumerate(names.values())}
    for name, escaped in names.items():
        site.put(f"reviews/lamps/{os.fsdecode(name)}.json.gz", contents[escaped])
    site.put("reviews/lamps/Größe 'a' \\b ☕.json.gz", packed(line(reviewerID="GOOD")))
    assert balance(site.load()) == {"files": 8, "listed": 8, "staged": 1, "loaded": 1, "quarantined": 7}
    assert site.reviewers() == ["GOOD"]
    set_aside = site.lies("quarantine/bad-name")
    assert sorted(set_aside.values()) == sorted(contents.values())
    assert all(key.isprintable() for key in set_aside)
    assert site.quarantined() == sorted(
        (f"reviews/lamps/{escaped}.json.gz", 0, "bad-name", "file", True) for escaped in names.values()
    )
    assert list(site.lies("pack")) == ["reviews/lamps/Größe 'a' \\b ☕.json.gz"]
