"""Lines of files of every kind that can arrive."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from pathlib import Path

import pytest

from text_files.bad_record import BadRecord
from text_files.framing.read_source import UnreadableFileError, read_source
from text_files.json_lines import read_lines

LINES = [b'{"a": 1}\n', b'{"b": 2}\n']
WHOLE = gzip.compress(b"".join(LINES), mtime=0)


def lines_and_reason(content: bytes, name: str = "a.gz", limit: int = 1000) -> tuple[list[bytes], str | None]:
    """The lines until the end, or until the reason to stop there."""
    found: list[bytes] = []
    try:
        found.extend(read_lines(io.BytesIO(content), name, limit))
    except BadRecord as bad:
        return found, f"{bad.field}: {bad.reason}"
    return found, None


@pytest.mark.parametrize(
    ("content", "name", "lines"),
    [
        (WHOLE, "a.json.gz", LINES),
        (WHOLE, "A.GZ", LINES),
        (WHOLE, "a.json", LINES),
        (b"".join(LINES), "a.json", LINES),
        (b'{"a": 1}', "a.json", [b'{"a": 1}']),
        (b"1\n\n2\r\n \n3", "a.json", [b"1\n", b"\n", b"2\r\n", b" \n", b"3"]),
        (WHOLE + WHOLE, "a.gz", LINES * 2),
        (WHOLE + bytes(600), "a.gz", LINES),
        (gzip.compress(b"x" * 999 + b"\n"), "a.gz", [b"x" * 999 + b"\n"]),
    ],
)
def test_lines_come_with_their_ends(content: bytes, name: str, lines: list[bytes]) -> None:
    assert lines_and_reason(content, name) == (lines, None)


@pytest.mark.parametrize(
    ("content", "name", "lines", "reason"),
    [
        (b"", "a.gz", 0, "empty"),
        (b"", "a.json", 0, "empty"),
        (b"\n \n", "a.json", 2, "empty"),
        (gzip.compress(b""), "a.gz", 0, "empty"),
        (b"".join(LINES), "a.gz", 0, "not-gzip"),
        (b"\x1f", "a.gz", 0, "not-gzip"),
        (WHOLE[:2], "a.gz", 0, "truncated-gzip"),
        (WHOLE[:12], "a.gz", 0, "truncated-gzip"),
        (WHOLE[:-1], "a.gz", 2, "truncated-gzip"),
        (WHOLE[:-8] + bytes(8), "a.gz", 2, "damaged-gzip"),
        (WHOLE + b"garbage", "a.gz", 2, "damaged-gzip"),
        (WHOLE[:10] + b"\xff\xff" + WHOLE[12:], "a.gz", 0, "damaged-gzip"),
        (b"x" * 1001, "a.json", 0, "oversized"),
        (b"1\n" + b"x" * 1000 + b"\n", "a.json", 1, "oversized"),
        (gzip.compress(b"x" * 1_000_000), "a.gz", 0, "oversized"),
        (gzip.compress(b"1\n" + b"\n" * 1_000_000), "a.gz", 1001, "oversized"),
    ],
)
def test_what_cannot_be_read_on_says_why(content: bytes, name: str, lines: int, reason: str) -> None:
    found, said = lines_and_reason(content, name)
    assert (len(found), said) == (lines, f"file: {reason}")


def test_memory_is_that_of_one_line() -> None:
    content = gzip.compress((b"x" * 100_000 + b"\n") * 500)
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_lines(io.BytesIO(content), "a.gz", 200_000)) == 500
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (Path.absolute, "does not exist: expected a file of JSON records; check the path."),
        (Path.mkdir, "is not a file: expected a file of JSON records; name the file within it."),
        (Path.touch, ": found nothing, expected at least one line; mend the file or download it again."),
    ],
)
def test_a_source_that_is_none_is_named(tmp_path: Path, make: object, sentence: str) -> None:
    path = tmp_path / "a.json.gz"
    assert callable(make)
    make(path)
    with pytest.raises(UnreadableFileError) as caught:
        list(read_source(path))
    assert str(caught.value).startswith(str(path))
    assert str(caught.value).endswith(sentence)


def test_reading_a_source_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"a":1}\n' * 1000)
    seen: list[tuple[int, int]] = []
    assert sum(1 for _ in read_source(path, lambda *done: seen.append(done))) == 1000
    assert seen == sorted(seen)
    assert seen[-1] == (8000, 8000)
