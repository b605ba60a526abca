"""Reading files of every kind that can arrive."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson
import pytest

from amzn_review import json_lines
from amzn_review.data_layout import DataLayout
from amzn_review.manifest import freeze_batch
from amzn_review.review_record import parse_review
from amzn_review.source_reader import SourceReader

REVIEW = {"overall": 5, "reviewerID": "R", "asin": "P", "unixReviewTime": 1472688000}
GOOD = orjson.dumps(REVIEW) + b"\n"
WHOLE = gzip.compress(GOOD)
Fault = tuple[int, str, str | None]  # line number, reason, field


def read(folder: Path, content: bytes) -> tuple[list[int], int, list[Fault]]:
    """The line numbers of the records, what was listed, and the rejections of one file."""
    layout = DataLayout(folder)
    place = layout.uploaded_reviews("lamps")
    place.mkdir(parents=True, exist_ok=True)
    (place / "a.json.gz").write_bytes(content)
    manifest = freeze_batch(layout)
    assert manifest is not None
    reader = SourceReader(manifest, "reviews/lamps", parse_review)
    numbers = [number for _, number, _ in reader.records()]
    assert (reader.files, reader.held) == (1, 0)
    return numbers, reader.listed, [(r.line_number, r.reason, r.field) for r in reader.rejections]


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (WHOLE, [1]),
        (gzip.compress(GOOD.rstrip()), [1]),
        (gzip.compress(GOOD * 3), [1, 2, 3]),
        (gzip.compress(b"\n" + GOOD + b"  \n\r\n" + GOOD), [2, 5]),
        (gzip.compress(GOOD.replace(b"\n", b"\r\n") * 2), [1, 2]),
        (WHOLE + WHOLE, [1, 2]),  # two gzip members, as `cat a.gz b.gz` makes them
    ],
)
def test_good_files(tmp_path: Path, content: bytes, lines: list[int]) -> None:
    assert read(tmp_path, content) == (lines, len(lines), [])


@pytest.mark.parametrize(
    ("content", "lines", "listed", "rejections"),
    [
        (b"", [], 1, [(0, "empty", "file")]),
        (gzip.compress(b""), [], 1, [(0, "empty", "file")]),
        (gzip.compress(b"\n \n"), [], 1, [(0, "empty", "file")]),
        (GOOD, [], 1, [(0, "not-gzip", "file")]),
        (WHOLE[:-6], [1], 2, [(0, "truncated-gzip", "file")]),
        (WHOLE[:12], [], 1, [(0, "truncated-gzip", "file")]),
        (WHOLE[:-8] + b"\0\0\0\0" + WHOLE[-4:], [1], 2, [(0, "damaged-gzip", "file")]),  # RFC 1952: CRC32
        (WHOLE + b"garbage", [1], 2, [(0, "damaged-gzip", "file")]),
        (WHOLE[:10] + b"\xff\xff" + WHOLE[12:], [], 1, [(0, "damaged-gzip", "file")]),
        (gzip.compress(b"not json\n" + GOOD), [2], 2, [(1, "not-json", "record")]),
        (gzip.compress(GOOD + b"[1]\n" + b'{"overall": 6}\n'), [1], 3,
         [(2, "not-an-object", "record"), (3, "missing-key", "reviewerID")]),
        (gzip.compress(GOOD.replace(b"5", b"6", 1)), [], 1, [(1, "out-of-range", "overall")]),
        (gzip.compress(GOOD.replace(b'"P"', b'"P\\u0000"')), [], 1, [(1, "nul-character", "asin")]),
    ],
)  # fmt: skip
def test_bad_files(
    tmp_path: Path,
    content: bytes,
    lines: list[int],
    listed: int,
    rejections: list[tuple[int, str, str | None]],
) -> None:
    assert read(tmp_path, content) == (lines, listed, rejections)


def test_a_decompression_bomb_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_LINE_BYTES", 1000)
    bomb = gzip.compress(GOOD + b"0" * 5_000_000)
    assert read(tmp_path, bomb) == ([1], 2, [(0, "oversized", "file")])


def test_a_file_that_changed_or_went_since_it_was_listed_is_held(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    place = layout.uploaded_reviews("lamps")
    place.mkdir(parents=True)
    for name in ("grown", "gone", "same"):
        (place / f"{name}.json.gz").write_bytes(WHOLE)
    manifest = freeze_batch(layout)
    assert manifest is not None
    (place / "grown.json.gz").write_bytes(WHOLE + WHOLE)
    (place / "gone.json.gz").unlink()
    reader = SourceReader(manifest, "reviews/lamps", parse_review)
    assert [(key, number) for key, number, _ in reader.records()] == [("reviews/lamps/same.json.gz", 1)]
    assert (reader.files, reader.listed, reader.held, reader.rejections) == (3, 3, 2, [])
