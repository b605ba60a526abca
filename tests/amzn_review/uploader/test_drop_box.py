from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

import pytest

from amzn_review.uploader.drop_box import DropBox


def box_in(folder: Path) -> DropBox:
    return DropBox(folder / "box", folder / "journal" / "box.log")


def source(folder: Path, name: str, content: bytes = b"content") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_dropped_file_is_a_copy_and_is_remembered(tmp_path: Path) -> None:
    content = os.urandom(3 * 1024 * 1024)
    review_file = source(tmp_path, "a.json.gz", content)
    with box_in(tmp_path).open() as box:
        box.drop(review_file)
    assert files(tmp_path / "box") == {"a.json.gz": content}
    assert box.journal.read_bytes() == b"a.json.gz\n"
    assert review_file.stat().st_nlink == 1
    with box_in(tmp_path).open() as again:
        assert again.dropped == {"a.json.gz"}


@pytest.mark.parametrize(
    ("journal", "left_there", "dropped", "afterwards"),
    [
        (b"", {".a.part": b"half"}, set(), {}),
        (b"a\n", {".a.part": b"whole"}, {"a"}, {"a": b"whole"}),
        (b"a\n", {"a": b"whole"}, {"a"}, {"a": b"whole"}),
        (b"a\n", {}, {"a"}, {}),
        (b"a\nb", {"a": b"1", ".b.part": b"2"}, {"a"}, {"a": b"1"}),
        (b"b", {".b.part": b"2"}, set(), {}),
        (b"a\nb\n", {".c.part": b"3", ".b.part": b"2"}, {"a", "b"}, {"b": b"2"}),
        (b"", {".keep": b"", "other.json.gz": b"x"}, set(), {".keep": b"", "other.json.gz": b"x"}),
    ],
    ids=["copying", "journalled", "renamed", "taken", "torn", "torn-first", "three-threads", "strangers"],
)
def test_what_a_killed_run_leaves_is_put_right(
    tmp_path: Path,
    journal: bytes,
    left_there: dict[str, bytes],
    dropped: set[str],
    afterwards: dict[str, bytes],
) -> None:
    box = box_in(tmp_path)
    box.destination.mkdir()
    box.journal.parent.mkdir()
    box.journal.write_bytes(journal)
    for name, content in left_there.items():
        source(box.destination, name, content)
    with box.open():
        assert box.dropped == dropped
    assert files(box.destination) == afterwards
    with box.open():
        box.drop(source(tmp_path, "next"))
    assert box.journal.read_bytes().splitlines() == [*map(str.encode, sorted(dropped)), b"next"]


def test_a_file_that_cannot_be_read_counts_as_not_dropped(tmp_path: Path) -> None:
    with box_in(tmp_path).open() as box, pytest.raises(FileNotFoundError):
        box.drop(tmp_path / "absent")
    assert files(tmp_path / "box") == {}
    assert box.journal.read_bytes() == b""


def test_a_full_disk_leaves_neither_half_a_file_nor_a_name(tmp_path: Path) -> None:
    # The limit stands for a full disk: writes end short, then fail.
    review_file = source(tmp_path, "a", b"x" * 10_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with box_in(tmp_path).open() as box:
            resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
            with pytest.raises(OSError, match="File too large"):
                box.drop(review_file)
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert files(tmp_path / "box") == {}
    assert box.journal.read_bytes() == b""


def test_a_name_cut_short_by_a_full_disk_is_taken_back(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    first, second = source(tmp_path, "first"), source(tmp_path, "a-rather-long-name", b"")
    try:
        with box_in(tmp_path).open() as box:
            box.drop(first)
            resource.setrlimit(resource.RLIMIT_FSIZE, (len("first\n") + 4, hard))
            with pytest.raises(OSError, match="No space left"):
                box.drop(second)
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            box.drop(second)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert box.journal.read_bytes() == b"first\na-rather-long-name\n"
    assert files(tmp_path / "box") == {"a-rather-long-name": b"", "first": b"content"}
