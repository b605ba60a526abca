"""Every framing in every packing and encoding gives the same records; what is something else is named."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import json
import lzma
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from text_files.framing import unpacked_parts as packing
from text_files.framing.content_error import ContentError
from text_files.framing.read_source import UnreadableFileError, read_source
from text_files.framing.record_lines import record_lines

RECORDS = [
    {"overall": 5.0, "asin": "B1", "reviewText": 'He said "no } {" and [left\\', "style": {"Size:": " [L]"}},
    {"overall": 1.0, "asin": "B2", "reviewText": "Zwei\nZeilen, größer: 😀", "image": ["a", "b"]},
    {"overall": 3.0, "asin": "B3", "reviewText": ""},
]
LINES = [json.dumps(record, ensure_ascii=False) for record in RECORDS]
PRETTY = [json.dumps(record, ensure_ascii=False, indent=4) for record in RECORDS]
FRAMINGS = {
    "lines": "\n".join(LINES),
    "lines with CRLF and blank ones": "\r\n\r\n".join(LINES) + "\r\n",
    "an array on one line": json.dumps(RECORDS, ensure_ascii=False),
    "an array, an object a line": "[\n" + ",\n".join(LINES) + "\n]\n",
    "an array, laid out": json.dumps(RECORDS, ensure_ascii=False, indent=2),
    "an array a line": "\n".join(f"[{line}]" for line in LINES),
    "objects laid out, one after another": "\n".join(PRETTY),
    "objects on one line": "".join(LINES),
    "objects on one line with commas": ", ".join(LINES),
    "a JSON text sequence": "".join(f"\x1e{line}\n" for line in LINES),
    "a JSON text sequence, laid out": "".join(f"\x1e{text}\n" for text in PRETTY),
}


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        archive.writestr("../../folder/records.json", content)
    return packed.getvalue()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "two gzip members": lambda content: gzip.compress(content[:70]) + gzip.compress(content[70:]),
    "gzip twice": lambda content: gzip.compress(gzip.compress(content)),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zip": zipped,
    "gzip in zip": lambda content: zipped(gzip.compress(content)),
}
WIDE = ("utf-8-sig", "utf-16", "utf-32")


def records_of(path: Path) -> list[object]:
    lines = list(read_source(path))
    assert all(line.count(b"\n") <= 1 for line in lines)
    return [json.loads(line) for line in lines if line.strip()]


@pytest.mark.parametrize(
    ("framing", "packing", "encoding"),
    [
        *itertools.product(FRAMINGS, PACKINGS, ["utf-8"]),
        *itertools.product(["lines", "an array, laid out", "objects on one line"], ["plain", "bz2"], WIDE),
    ],
)
def test_the_records_are_the_same(tmp_path: Path, framing: str, packing: str, encoding: str) -> None:
    path = tmp_path / "reviews.txt"  # the name tells nothing
    path.write_bytes(PACKINGS[packing](FRAMINGS[framing].encode(encoding)))
    assert records_of(path) == RECORDS


def test_zstd(tmp_path: Path) -> None:
    path = tmp_path / "reviews.json.gz"
    packed = pa.Codec("zstd").compress("\n".join(LINES).encode(), asbytes=True)
    assert packed.startswith(b"\x28\xb5\x2f\xfd")
    path.write_bytes(packed)
    assert records_of(path) == RECORDS


@pytest.mark.parametrize("form", ["records", "columns"])
def test_what_pandas_writes(tmp_path: Path, form: str) -> None:
    rows = [{"asin": f"B{number}", "overall": 4.5, "reviewText": "größer"} for number in range(12)]
    path = tmp_path / "reviews.json"
    if form == "records":
        pd.DataFrame(rows).to_json(path, orient="records")
    else:
        pd.DataFrame(rows).to_json(path)
    assert records_of(path) == rows


def test_lines_keep_their_bytes(tmp_path: Path) -> None:
    content = b'{"a":  1.10, "b": 1}\r\n{"broken": \n\xff{"c": 12345678901234567890.0}'
    path = tmp_path / "a.json"
    path.write_bytes(content)
    assert b"".join(read_source(path)) == content


@pytest.mark.parametrize("cut", [b'{"a": 1,', b'{"a": {', b'{"a": "x', b"{"])
def test_lines_whose_first_is_cut_short_are_still_lines(tmp_path: Path, cut: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(cut + b'\n{"b": 2}\n{"c": 3}\n')
    assert list(read_source(path)) == [cut + b"\n", b'{"b": 2}\n', b'{"c": 3}\n']


def test_all_files_of_an_archive_are_read_each_by_its_own_framing(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("/etc/one.json", LINES[0])  # without a line end, and with a name that is never used
        archive.writestr("two.json.xz", lzma.compress(f"[{LINES[1]},{LINES[2]}]".encode()))
    assert records_of(path) == RECORDS
    assert [found.name for found in tmp_path.iterdir()] == ["all.zip"]


def encrypted() -> bytes:
    """An archive whose file says in its flags that it is encrypted (APPNOTE 4.4.4, bit 0)."""
    content = bytearray(zipped(b"{}"))
    for header in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.rindex(header) + (6 if header == b"PK\x03\x04" else 8)
        content[at] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"reviewerID,asin,overall\nA1,B1,5\n", "found a table (CSV), expected JSON records"),
        (b"A1;B1;5\nA2;B2;4\n", "found a table (CSV), expected JSON records"),
        (b"PAR1\x15\x04", "found Parquet, expected JSON records"),
        (b"<?xml version='1.0'?><tweets/>", "found XML or HTML, expected JSON records"),
        (b"root:x:0:0:root:/root\n", "found text that begins with b'root:x:0:0:root:/root', expected JSON"),
        (gzip.compress(b"a,b\n1,2\n"), "found a table (CSV), expected JSON records"),
        (b"", "found nothing, expected at least one line"),
        (b"[]", "found nothing, expected at least one record"),
        (b'[{"a": 1}, 7, {"b": 2}]', "found '7' after record 1, expected JSON records"),
        (b'[{"a": 1}, {"b": ', "found the end within what follows record 1, expected whole JSON"),
        (b'{\n"a": "x', "found the end within what follows record 0, expected whole JSON"),
        ("[{}]".encode("utf-16")[:-1], "expected text in utf-16, as its first bytes say"),
        (bz2.compress(b"{}")[:-4], "expected a whole bz2 file"),
        (lzma.compress(b"{}" * 999)[:-9], "expected a whole xz file"),
        (bz2.compress(b"{}") + b"garbage", ""),
        (zipped(b"{}")[:-9], "expected a whole zip archive"),
        (encrypted(), "is encrypted, expected an archive without a password"),
        (gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"{}")))), "in 3 other layers of packing"),
    ],
)
def test_what_is_something_else_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "reviews.json.gz"
    path.write_bytes(content)
    if not sentence:  # what follows a whole stream of bz2 is ignored, as bunzip2 does
        assert list(read_source(path)) == [b"{}"]
        return
    with pytest.raises(UnreadableFileError) as caught:
        list(read_source(path))
    assert str(caught.value).startswith(f"{path}: ")
    assert sentence in str(caught.value)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zipped], ids=["gzip", "bz2", "zip"])
def test_what_would_fill_a_machine_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    """With a small limit in place of 256 MiB: 20 MB of blanks, which pack to a thousandth and less."""
    monkeypatch.setattr(packing, "UNJUDGED_BYTES", 1 << 20)
    path = tmp_path / "bomb"
    path.write_bytes(pack(b'{"a": "' + b" " * 20_000_000 + b'"}\n'))
    with pytest.raises(UnreadableFileError, match=r"bytes out of [\d,]+, expected at most 200 out of one"):
        list(read_source(path))


def test_real_shrinkage_is_not_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "UNJUDGED_BYTES", 1 << 20)
    content = b"".join(
        b'{"asin": "B%07d", "overall": 5.0, "reviewText": "good"}\n' % n for n in range(90_000)
    )
    path = tmp_path / "many.json.bz2"
    path.write_bytes(bz2.compress(content))
    assert path.stat().st_size < len(content) / 20
    assert b"".join(read_source(path)) == content


def test_memory_of_an_array_is_that_of_a_record() -> None:
    content = b"[" + b",".join(b'{"reviewText": "%s"}' % (b"a" * 1_000) for _ in range(20_000)) + b"]"
    tracemalloc.start()
    try:
        assert sum(1 for _ in record_lines(io.BufferedReader(io.BytesIO(content)))) == 20_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000


def test_a_record_that_never_ends_is_refused() -> None:
    content = b'[{"a": 1}, {"b": "' + b"b" * 5_000_000
    lines = record_lines(io.BufferedReader(io.BytesIO(content)), 1_000_000)
    assert next(lines) == b'{"a": 1}\n'
    with pytest.raises(ContentError, match=r"at most 1,000,000 bytes a record"):
        next(lines)
