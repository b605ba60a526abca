"""What is shown of real files."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from amzn_review.quarantine.preview import described, file_kind, shown_text

LINE = b'{"reviewText": "warm"}\n'


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (gzip.compress(LINE), '{"reviewText": "warm"}\n'),
        (gzip.compress(LINE) + gzip.compress(b"more"), '{"reviewText": "warm"}\n'),
        (b"no gzip \x1b[2J \xe2\x80\xae \xff \r\t", "no gzip \\x1b[2J \\u202e \\xff \\r\\t"),
        ("größe".encode(), "größe"),
        (b"", ""),
        (gzip.compress(b"x" * 2_000), "x" * 2_000),
        (gzip.compress(b"x" * 2_001), "x" * 2_000 + "…"),
        (gzip.compress(b"\0" * 10_000_000), "\\x00" * 500 + "…"),
        (gzip.compress("€".encode() * 30_000), "€" * 2_000 + "…"),
    ],
)
def test_shown_text(tmp_path: Path, content: bytes, shown: str) -> None:
    path = tmp_path / "x.json.gz"
    path.write_bytes(content)
    assert shown_text(path) == shown


def test_of_a_broken_file_what_can_be_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "x.json.gz"
    text = os.urandom(1_000).hex()
    path.write_bytes(gzip.compress(text.encode())[:800])
    shown = shown_text(path)
    assert len(shown) > 1_000
    assert text.startswith(shown)


def test_described(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    (tmp_path / "link").symlink_to("/nowhere\n")
    (tmp_path / "loop").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    names = ("file", "link", "loop", "pipe", "none")
    assert [(file_kind(tmp_path / name), *described(tmp_path / name)) for name in names] == [
        ("file", "3 bytes", "abc"),
        ("link", "a link to '/nowhere\\n'", ""),
        ("link", "a link to 'file'", ""),
        ("other", "no file", ""),
        ("missing", "nothing is there", ""),
    ]
