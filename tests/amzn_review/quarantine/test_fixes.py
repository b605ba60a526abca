"""Each repair on lines, byte for byte."""

from __future__ import annotations

import json

import pytest

from amzn_review.quarantine.fixes import (
    FIXES,
    MAX_LITERAL_BYTES,
    drop_nul,
    from_latin_1,
    from_python_literal,
    safe_name,
)


def test_the_fixes_by_name() -> None:
    assert list(FIXES) == ["drop-nul", "from-latin-1", "from-python-literal", "rename"]
    assert all(fix.name == name for name, fix in FIXES.items())


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        (rb'{"a": "x\u0000y"}', rb'{"a": "xy"}'),
        (rb'{"\u0000a": ["\u0000\u0000", 1.50e0]}', rb'{"a": ["", 1.50e0]}'),
        # A backslash, then the text u0000.
        (rb'{"a": "x\\u0000y"}', rb'{"a": "x\\u0000y"}'),
        (rb'{"a": "x\\\u0000y"}', rb'{"a": "x\\y"}'),
        (rb'{"a": "\u00001\u0001\n\"\u0000"}', rb'{"a": "1\u0001\n\""}'),
        # A NUL byte is no NUL character of a text: the line may be UTF-16, which would become another text.
        (b'{"a": "x\0y"}', b'{"a": "x\0y"}'),
        (b"\\", b"\\"),
        (b"", b""),
    ],
)
def test_drop_nul(line: bytes, mended: bytes) -> None:
    assert drop_nul(line) == mended


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        (b'"caf\xe9"', '"café"'.encode()),
        (b'"\x80 5 \x95 6\x85"', '"€ 5 • 6…"'.encode()),
        ('"café €"'.encode(), '"café €"'.encode()),
        # UTF-8 stays beside bytes that are not.
        ('"café '.encode() + b'na\xefve"', '"café naïve"'.encode()),
        (b'"\xff"', '"ÿ"'.encode()),
        # Windows-1252 has no character for it.
        (b'"caf\xe9 \x81"', b'"caf\xe9 \x81"'),
    ],
)
def test_from_latin_1(line: bytes, mended: bytes) -> None:
    assert from_latin_1(line) == mended


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            b"{'asin': 'B1', 'helpful': [2, 3], 'price': 9.99, 'a': None, 'b': True}",
            {"asin": "B1", "helpful": [2, 3], "price": 9.99, "a": None, "b": True},
        ),
        (
            b"  {u'text': u'it\\'s \"good\"\\n', 'x': -5, 'y': (1, 2)}",
            {"text": 'it\'s "good"\n', "x": -5, "y": [1, 2]},
        ),
        ("{'a': 'é\\u20ac\\x41\\d'}".encode(), {"a": "é€A\\d"}),
        (b"\xef\xbb\xbf{'a': 1}", {"a": 1}),
    ],
)
@pytest.mark.filterwarnings("error")
def test_from_python_literal(line: bytes, found: object) -> None:
    mended = from_python_literal(line)
    assert json.loads(mended) == found
    assert b"\n" not in mended


@pytest.mark.parametrize(
    "line",
    [
        b'{"a": 1,   "b": [NaN]}',
        b"{'a': __import__('os').getcwd()}",
        b"{'a': 1 if True else 2}",
        b"{'a': 1e999}",
        b"{'a': b'bytes'}",
        b"{'a': {1, 2}}",
        b"{'a': '\\ud800'}",
        b"{'a': '\xff'}",
        b"{'a': 'x\0'}",
        b"{(1, 2): 3}",
        b"{[]: 3}",
        b"{'a': 10L}",
        b"{'a': ",
        b"[" * 100_000,
        b"1" + b"+1" * 100_000,
        b"-" * 100_000 + b"1",
        b"{'a': " + b"9" * 10_000 + b"}",
        b"{'a': '" + b"x" * MAX_LITERAL_BYTES + b"'}",
        b"",
    ],
    ids=lambda line: line[:20],
)
def test_what_is_no_literal_stays_as_it_is(line: bytes) -> None:
    assert from_python_literal(line) == line


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a b.json.gz", "a b.json.gz"),
        ("größe.json.gz", "größe.json.gz"),
        ("a\x07b\n.json.gz", "a_b_.json.gz"),
        ("\u202e.json.gz", "_.json.gz"),
        ("caf\udce9.json.gz", "caf_.json.gz"),
        ("\x07" * 200 + ".json.gz", "_" * 100 + ".json.gz"),
    ],
)
def test_safe_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe
