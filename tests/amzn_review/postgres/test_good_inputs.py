"""What looks odd and is a review: it has to be loaded, bytes kept."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from datetime import datetime
from typing import Any

import pytest

from tests.amzn_review.load_site import LoadSite, balance, line, numbered, packed

TEXT = "select reviewer_id, rating, vote, review_text, review_time from reviews order by reviewer_id"
BOM = b"\xef\xbb\xbf"
REVIEW_2014 = {
    "reviewerID": "R",
    "asin": "B1",
    "reviewerName": "Zoë",
    "helpful": [2, 3],
    "reviewText": "Warm.",
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
    "text": "A week.",
    "images": [{"small_image_url": "https://images.example.com/s.jpg"}],
    "asin": "B0V",
    "verified_purchase": False,
    "parent_asin": "B0P",
    "user_id": "U",
    "timestamp": 1634275259292,
}
FEW = b'{"overall": 1, "asin": "B1", "reviewerID": "R", "reviewTime": "02 29, 2012"}'
WHOLE = line()
MILLION = "☕" * 333_333 + "."


def member(flags: int, extra: bytes, content: bytes) -> bytes:
    """A gzip member with header fields of its own (RFC 1952)."""
    header = b"\x1f\x8b\x08" + bytes([flags]) + bytes(4) + b"\x00\xff" + extra
    if flags & 2:
        header += struct.pack("<H", zlib.crc32(header) & 0xFFFF)
    compressor = zlib.compressobj(wbits=-15)
    body = compressor.compress(content) + compressor.flush()
    return header + body + struct.pack("<II", zlib.crc32(content), len(content))


def columns(site: LoadSite) -> tuple[Any, ...]:
    (row,) = site.rows(
        "select reviewer_id, asin, variant_asin, rating, review_text, summary, vote, verified, style, image, "
        "review_time, source_key, line_number from reviews"
    )
    return row


@pytest.mark.parametrize(
    ("text", "row", "name"),
    [
        (
            json.dumps(REVIEW_2014).encode(),
            ("R", "B1", None, 4, "Warm.", "Warm", 2, None, None, None, datetime(2009, 9, 13)),
            "Zoë",
        ),
        (
            line(image=["https://images.example.com/1.jpg"], vote="1,234"),
            (
                "A3TESTREVIEWER", "B00TESTABC", None, 5, "Keeps the coffee warm.", "Warm", 1234, True,
                {"Size:": " 7.0 oz"}, ["https://images.example.com/1.jpg"], datetime(2016, 9, 1),
            ),
            "Zoë Müller",
        ),
        (
            json.dumps(REVIEW_2023).encode(),
            (
                "U", "B0P", "B0V", 3, "A week.", "Meh", 7, False, None,
                [{"small_image_url": "https://images.example.com/s.jpg"}],
                datetime(2021, 10, 15, 5, 20, 59, 292_000),
            ),
            None,
        ),
        (FEW, ("R", "B1", None, 1, None, None, 0, None, None, None, datetime(2012, 2, 29)), None),
    ],
    ids=["2014", "2018", "2023", "fewest keys"],
)  # fmt: skip
def test_the_published_formats(site: LoadSite, text: bytes, row: tuple[Any, ...], name: str | None) -> None:
    site.put("reviews/lamps/a.json.gz", packed(text))
    assert balance(site.load()) == {"files": 1, "listed": 1, "staged": 1, "loaded": 1}
    assert columns(site) == (*row, "reviews/lamps/a.json.gz", 1)
    assert site.rows("select * from users") == [(row[0], name, None, None, None)]
    moment = row[10]
    _, week, day = moment.isocalendar()
    assert site.rows("select * from time") == [
        (moment, moment.year, moment.month, moment.day, day, week, moment.timetuple().tm_yday)
    ]
    assert site.rows("select asin, product_name, category, is_placeholder from products") == [
        (row[1], None, "lamps", True)
    ]


@pytest.mark.parametrize(
    "content",
    [
        packed(WHOLE),
        packed(WHOLE.rstrip()),
        packed(WHOLE.replace(b"\n", b"\r\n")),
        packed(WHOLE.rstrip() + b"  \t\r\n"),
        packed(b"\n\n" + WHOLE + b"\n \n\r\n"),
        packed(BOM + WHOLE),
        packed(WHOLE) + bytes(512),
        packed(WHOLE) + packed(b""),
        packed(b"") + packed(WHOLE),
        packed(WHOLE[:50]) + packed(WHOLE[50:]),
        gzip.compress(WHOLE, compresslevel=0, mtime=1472688000),
        gzip.compress(WHOLE, compresslevel=9),
        member(8, b"a review.json\0", WHOLE),
        member(16, b"a comment\0", WHOLE),
        member(4, struct.pack("<H", 6) + b"abcdef", WHOLE),
        member(2, b"", WHOLE),
        member(1 + 2 + 4 + 8 + 16, struct.pack("<H", 3) + b"abc" + b"name\0" + b"comment\0", WHOLE),
        packed(json.dumps(json.loads(WHOLE), ensure_ascii=False).encode()),
        packed(json.dumps(json.loads(WHOLE), sort_keys=True, separators=(",", ":")).encode()),
        packed(line(overall=5, vote=12, unixReviewTime=1472688000.0)),
        packed(line(colour="red", image=None, verified=True)),
    ],
    ids=[
        "line end", "no line end", "CRLF", "spaces after", "blank lines", "mark first", "zeros after",
        "empty member after", "empty member before", "line over two members", "stored", "level 9", "name",
        "comment", "extra field", "header sum", "all header fields", "UTF-8", "other order", "other numbers",
        "unknown and null",
    ],
)  # fmt: skip
def test_ways_to_write_one_review(site: LoadSite, content: bytes) -> None:
    site.put("reviews/lamps/a.json.gz", content)
    assert balance(site.load()) == {"files": 1, "listed": 1, "staged": 1, "loaded": 1}
    assert site.rows("select review_key::text from reviews") == [("a408617b-eeb8-7abd-56e4-761ed74b3096",)]
    assert site.lies("pack") == {"reviews/lamps/a.json.gz": content}


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        (packed(b"".join(map(numbered, range(3)))), [1, 2, 3]),
        (packed(b"\n" + numbered(0) + b"  \n\r\n" + numbered(1)), [2, 5]),
        (packed(numbered(0)) + packed(numbered(1)), [1, 2]),
        (packed(numbered(0).rstrip()) + packed(b"\n" + numbered(1).rstrip()), [1, 2]),
        (packed(BOM + numbered(0) + BOM + numbered(1)), [1, 2]),
        (packed(numbered(0).replace(b"\n", b"\r\n") + numbered(1).replace(b"\n", b"\r\n")), [1, 2]),
    ],
    ids=["lines", "blank lines", "two members", "line end in the next member", "two marks", "CRLF"],
)
def test_many_lines_keep_their_numbers(site: LoadSite, content: bytes, numbers: list[int]) -> None:
    site.put("reviews/lamps/a.json.gz", content)
    number = len(numbers)
    assert balance(site.load()) == {"files": 1, "listed": number, "staged": number, "loaded": number}
    assert site.rows("select reviewer_id, line_number from reviews order by line_number") == [
        (f"R{place}", number) for place, number in enumerate(numbers)
    ]
    assert site.lies("pack") == {"reviews/lamps/a.json.gz": content}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "☕😀 \U0010ffff \ufffe",
        MILLION,
        "a\tb\nc\rd\\e\"f'g;h",
        "\\N",
        "\\.",
        "\\u0000 is no NUL",
        "\x01\x1b\x7f\x85\u2028",
        "\ufeff",
        "ab\u0301\u202e",
    ],
    ids=["none", "blank", "emoji", "1 MB", "separators", "NULL of COPY", "end of COPY", "escaped", "controls",
         "mark", "marks of direction"],
)  # fmt: skip
def test_texts_arrive_as_they_were_written(site: LoadSite, text: str) -> None:
    changes = {"reviewText": text, "summary": text, "reviewerName": text, "style": {"a": text, text: "b"}}
    site.put("reviews/lamps/ascii.json.gz", packed(line(reviewerID="A", **changes)))
    raw = json.dumps(json.loads(line(reviewerID="U", **changes)), ensure_ascii=False).encode()
    site.put("reviews/lamps/utf8.json.gz", packed(raw))
    assert balance(site.load()) == {"files": 2, "listed": 2, "staged": 2, "loaded": 2}
    assert site.rows("select reviewer_id, review_text, summary, style from reviews order by 1") == [
        (name, text, text, changes["style"]) for name in "AU"
    ]
    assert site.rows("select user_id, name from users order by 1") == [("A", text), ("U", text)]


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"vote": "1,234,567"}, "vote", 1_234_567),
        ({"vote": 2**31 - 1}, "vote", 2**31 - 1),
        ({"vote": "007"}, "vote", 7),
        ({"vote": None}, "vote", 0),
        ({"overall": 1}, "rating", 1),
        ({"verified": ...}, "verified", None),
        ({"style": {"a": {"b": [1, 2.5, None, True, "☕"]}, "c": 1e300}}, "style",
         {"a": {"b": [1, 2.5, None, True, "☕"]}, "c": 1e300}),
        ({"style": {}}, "style", None),
        ({"image": [{"small": "s", "large": None}]}, "image", [{"small": "s", "large": None}]),
        ({"image": []}, "image", None),
        ({"reviewerID": "R" * 256}, "reviewer_id", "R" * 256),
        ({"reviewerID": "☕" * 256}, "reviewer_id", "☕" * 256),
        ({"asin": "\\N"}, "asin", "\\N"),
        ({"unixReviewTime": 788918400}, "review_time", datetime(1995, 1, 1)),
        ({"unixReviewTime": ...}, "review_time", datetime(2016, 9, 1)),
        ({"unixReviewTime": ..., "reviewTime": "12 31, 1999"}, "review_time", datetime(1999, 12, 31)),
    ],
)  # fmt: skip
def test_values_at_the_edge(site: LoadSite, changes: dict[str, Any], column: str, value: object) -> None:
    site.put("reviews/lamps/a.json.gz", packed(line(**changes)))
    assert balance(site.load()) == {"files": 1, "listed": 1, "staged": 1, "loaded": 1}
    assert site.rows(f"select {column} from reviews") == [(value,)]


@pytest.mark.parametrize(
    "name", ["a b", "[1]*?", "Größe", "☕", "back\\slash", "a'b\"c", "%s", "x" * 247, "returned-0-a"]
)
def test_names_of_every_kind(site: LoadSite, name: str) -> None:
    key = f"reviews/lamps/{name}.json.gz"
    site.put(key, packed(line()))
    assert balance(site.load()) == {"files": 1, "listed": 1, "staged": 1, "loaded": 1}
    assert site.rows("select source_key from reviews") == [(key,)]
    assert site.lies("pack") == {key: packed(line())}
