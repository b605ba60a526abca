from __future__ import annotations

import gzip
import os
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from amzn_review.corpus.split import SplitReport, load_data
from amzn_review.helper import load_data as load_data_with_bar
from storage.folder_lock import FolderBusyError, only_process
from text_files.framing.read_source import UnreadableFileError
from text_files.json_lines import MAX_LINE_BYTES

LINES = [b'{"a": 1}\n', b'{"b":  "\xc3\xa9"}\r\n', b"\n", b'{"a": 1}\n', b"not json\xff\n", b'{"last": 1}']


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.json.gz"))}


def write_gzip(path: Path, content: bytes) -> Path:
    path.write_bytes(gzip.compress(content))
    return path


# The digests: printf '%s' '{"a": 1}' | b2sum --length=32
PIECES = {
    "Some_Things_5-00000001-5b09908e.json.gz": b'{"a": 1}\n',
    "Some_Things_5-00000002-ec98603d.json.gz": b'{"b":  "\xc3\xa9"}\r\n',
    "Some_Things_5-00000004-5b09908e.json.gz": b'{"a": 1}\n',
    "Some_Things_5-00000005-18598d60.json.gz": b"not json\xff\n",
    "Some_Things_5-00000006-fca003aa.json.gz": b'{"last": 1}',
}


@pytest.mark.parametrize("suffix", [".json.gz", ".jsonl.gz", ".json", ".jsonl"])
def test_every_line_becomes_a_file(tmp_path: Path, suffix: str) -> None:
    content = b"".join(LINES)
    source = tmp_path / f"Some_Things_5{suffix}"
    source.write_bytes(gzip.compress(content) if suffix.endswith(".gz") else content)
    assert load_data(source, "things", tmp_path / "data") == SplitReport("things", 5, 0, 1)
    assert contents(tmp_path / "data" / "things") == PIECES


def test_twice_writes_nothing_new(tmp_path: Path) -> None:
    source = write_gzip(tmp_path / "x.json.gz", b"".join(LINES))
    load_data(source, "things", tmp_path)
    before = {path: (path.stat().st_ino, path.read_bytes()) for path in (tmp_path / "things").glob("*.gz")}
    assert load_data(str(source), "things", str(tmp_path)) == SplitReport("things", 0, 5, 1)
    after = {path: (path.stat().st_ino, path.read_bytes()) for path in (tmp_path / "things").glob("*.gz")}
    assert after == before
    assert len(before) == 5


def test_a_killed_run_is_made_whole(tmp_path: Path) -> None:
    source = write_gzip(tmp_path / "Some_Things_5.json.gz", b"".join(LINES))
    folder = tmp_path / "things"
    folder.mkdir()
    name = next(iter(PIECES))
    (folder / f".{name}.partial").write_bytes(b"half a fi")
    assert load_data(source, "things", tmp_path) == SplitReport("things", 5, 0, 1)
    assert contents(folder) == PIECES
    assert not list(folder.glob(".*.partial"))


def test_a_piece_that_a_power_cut_left_empty_is_written_again(tmp_path: Path) -> None:
    source = write_gzip(tmp_path / "Some_Things_5.json.gz", b"".join(LINES))
    load_data(source, "things", tmp_path)
    (tmp_path / "things" / next(iter(PIECES))).write_bytes(b"")
    assert load_data(source, "things", tmp_path) == SplitReport("things", 1, 4, 1)
    assert contents(tmp_path / "things") == PIECES


def test_same_line_same_bytes_at_any_time(tmp_path: Path) -> None:
    source = write_gzip(tmp_path / "x.json.gz", b'{"a": 1}\n')
    load_data(source, "one", tmp_path)
    os.utime(source, (0, 0))
    load_data(source, "two", tmp_path)
    one, two = (next((tmp_path / name).glob("*.json.gz")) for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes()[4:8] == bytes(4)  # RFC 1952: MTIME


def test_a_changed_line_is_a_new_piece(tmp_path: Path) -> None:
    load_data(write_gzip(tmp_path / "x.json.gz", b'{"a": 1}\n{"a": 2}\n'), "things", tmp_path)
    report = load_data(
        write_gzip(tmp_path / "x.json.gz", b'{"a": 1}\n{"a": 3}\n{"a": 4}'), "things", tmp_path
    )
    assert report == SplitReport("things", 2, 1, 0)


def test_members_of_a_gzip_file_are_read_on(tmp_path: Path) -> None:
    source = tmp_path / "x.json.gz"
    source.write_bytes(gzip.compress(b'{"a": 1}\n') + gzip.compress(b'{"a": 2}\n'))
    assert load_data(source, "things", tmp_path) == SplitReport("things", 2, 0, 0)


def test_odd_names_give_names_that_are_seen(tmp_path: Path) -> None:
    load_data(write_gzip(tmp_path / ".odd näme\n_5.json.gz", b'{"a": 1}\n'), "things", tmp_path)
    (name,) = contents(tmp_path / "things")
    assert name.startswith("odd_n_me__5-00000001-")


def test_progress_counts_bytes_of_the_file(tmp_path: Path) -> None:
    source = write_gzip(tmp_path / "x.json.gz", b"".join(b'{"a": %d}\n' % number for number in range(1000)))
    seen: list[tuple[int, int]] = []
    load_data(source, "things", tmp_path, lambda done, total: seen.append((done, total)))
    size = source.stat().st_size
    assert seen[-1] == (size, size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len(seen) == 4


def bad_file(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / "x.json.gz"
    whole = gzip.compress(os.urandom(100_000).hex().encode() + b"\n")
    content = {
        "empty": b"",
        "blank": gzip.compress(b"\n \n"),
        "table": b"reviewerID,asin,overall\nA1,B1,5\n",
        "truncated": gzip.compress(b'{"a": 1}\n{"a": 2}\n') + whole[: len(whole) // 2],
        "garbage": gzip.compress(b'{"a": 1}\n{"a": 2}\n') + b"garbage",
        "damaged": whole[:10] + b"\xff" * 10 + whole[20:],  # RFC 1951: a block of type 3 is an error
    }
    if kind == "folder":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes(content[kind])
    return path


@pytest.mark.parametrize(
    ("kind", "sentence", "stays"),
    [
        ("missing", "does not exist", 0),
        ("folder", "is not a file", 0),
        ("empty", "found nothing, expected at least one line", 0),
        ("blank", "found 2 blank lines, expected at least one line", 0),
        ("table", "found a table (CSV), expected JSON records: an object a line, an array of objects, or", 0),
        ("truncated", " unpacked bytes, expected a whole gzip file", 2),
        ("garbage", "found damage after 18 unpacked bytes (", 2),
        ("damaged", "found damage after 0 unpacked bytes (", 0),
    ],
)
def test_bad_files(tmp_path: Path, kind: str, sentence: str, stays: int) -> None:
    source = bad_file(tmp_path, kind)
    with pytest.raises(UnreadableFileError) as caught:
        load_data(source, "things", tmp_path)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith(str(source))
    assert "\n" not in str(caught.value)
    assert len(contents(tmp_path / "things")) == stays


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["gzip", "plain"])
def test_a_line_that_the_loader_refuses_is_refused_here(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    source = tmp_path / ("x.json" if pack is bytes else "x.json.gz")
    source.write_bytes(pack(b"{" + b"a" * 999 + b"}\n" + b"b" * MAX_LINE_BYTES + b"\n"))
    sentence = (
        r"x\.json.*: found a longer line at line 2, expected at most 16,777,216 bytes a line; mend the file"
    )
    with pytest.raises(UnreadableFileError, match=sentence):
        load_data(source, "things", tmp_path)
    assert list(contents(tmp_path / "things").values()) == [b"{" + b"a" * 999 + b"}\n"]


def test_a_bad_category_writes_nothing(tmp_path: Path) -> None:
    source = write_gzip(tmp_path / "x.json.gz", b'{"a": 1}\n')
    with pytest.raises(ValueError, match="cannot be called 'raw'"):
        load_data(source, "raw", tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_one_split_of_a_category_at_a_time(tmp_path: Path) -> None:
    source = write_gzip(tmp_path / "x.json.gz", b'{"a": 1}\n')
    load_data(source, "things", tmp_path)
    with (
        only_process(tmp_path / "things" / ".split.lock", "split", tmp_path / "things"),
        pytest.raises(FolderBusyError, match=r"^Another split is at work in .*things: wait"),
    ):
        load_data(source, "things", tmp_path)


def test_the_helper_takes_data_dir_from_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_gzip(tmp_path / "x.json.gz", b'{"a": 1}\n')
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    assert load_data_with_bar(source, "things") == SplitReport("things", 1, 0, 0)
    assert list(contents(tmp_path / "data" / "things").values()) == [b'{"a": 1}\n']


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    # 60 MB of lines, 60 KB compressed: whoever reads it whole is seen.
    source = tmp_path / "x.json.gz"
    line = b'{"reviewText": "' + b"a" * 1_000_000 + b'"}\n'
    source.write_bytes(zlib.compress(line * 60, wbits=31))
    tracemalloc.start()
    try:
        load_data(source, "things", tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000
