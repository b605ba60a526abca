"""Files by their bytes: listed, hashed, known again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from amzn_review.batch.arrivals import Arrival
from amzn_review.batch.batch_file import SMALL_BYTES, BatchFile, FileChangedError, digest_of, opened_folders
from amzn_review.batch.manifest import ManifestEntry
from services.postgres.postgres_server import NOBODY
from tests.amzn_review.load_site import LoadSite, balance, numbered, packed
from text_files.bad_record import BadRecord

LARGE = b"x" * (SMALL_BYTES + 1)


def listed(root: Path, *keys: str) -> list[BatchFile]:
    with opened_folders(root) as reader:
        return [file for key in keys if (file := reader.listed(Arrival(key)))]


def put(root: Path, key: str, content: bytes) -> Path:
    path = root / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_digest_is_that_of_b2sum() -> None:
    assert digest_of(b"abc") == "cf4ab791c62b8d2b2109c90275287816"  # printf abc | b2sum --length=128


def test_files_are_listed_with_size_and_digest(tmp_path: Path) -> None:
    put(tmp_path, "b/1", b"abc")
    put(tmp_path, "a/2", LARGE)
    put(tmp_path, "a/1", b"")
    put(tmp_path, "c/1", LARGE[1:])
    assert (
        listed(tmp_path, "a/1", "a/2", "b/1", "c/1")
        == [
            BatchFile(ManifestEntry("a/1", 0, digest_of(b"")), b""),
            BatchFile(ManifestEntry("a/2", SMALL_BYTES + 1, digest_of(LARGE)), None),  # too large to be kept
            BatchFile(ManifestEntry("b/1", 3, digest_of(b"abc")), b"abc"),
            BatchFile(ManifestEntry("c/1", SMALL_BYTES, digest_of(LARGE[1:])), LARGE[1:]),
        ]
    )


def test_what_has_vanished_is_not_listed(tmp_path: Path) -> None:
    put(tmp_path, "a/1", b"abc")
    assert [file.entry.key for file in listed(tmp_path, "a/0", "a/1", "b/1")] == ["a/1"]


def test_what_is_no_file_by_now_is_listed_with_its_fault(tmp_path: Path) -> None:
    (tmp_path / "a" / "folder").mkdir(parents=True)
    (tmp_path / "a" / "link").symlink_to("/etc/passwd")
    found = listed(tmp_path, "a/folder", "a/link")
    assert [(file.entry, file.content, file.fault and file.fault.reason) for file in found] == [
        (ManifestEntry("a/folder", -1, ""), None, "unreadable"),
        (ManifestEntry("a/link", -1, ""), None, "symlink"),
    ]


def test_an_arrival_with_a_fault_is_not_opened(tmp_path: Path) -> None:
    fault = BadRecord("not-a-file", "file", "a pipe, socket or device", "a plain file")
    with opened_folders(tmp_path) as reader:
        file = reader.listed(Arrival("a/nowhere", fault))
    assert file == BatchFile(ManifestEntry("a/nowhere", -1, ""), None, fault)


@pytest.mark.parametrize("content", [b"abc", b""])
@pytest.mark.parametrize("new", [b"abd", b"abcd", b"ab", LARGE])
def test_a_small_file_is_known_by_its_bytes(tmp_path: Path, content: bytes, new: bytes) -> None:
    path = put(tmp_path, "a/1", content)
    (file,) = listed(tmp_path, "a/1")
    with opened_folders(tmp_path) as reader:
        assert reader.content(file.entry) == content
        path.write_bytes(new)
        with pytest.raises(FileChangedError):
            reader.content(file.entry)
        path.unlink()
        with pytest.raises(FileChangedError):
            reader.content(file.entry)
        path.symlink_to(put(tmp_path, "a/2", content))
        with pytest.raises(FileChangedError):
            reader.content(file.entry)


@pytest.mark.parametrize("new", [LARGE[:-1] + b"y", LARGE + b"y", LARGE[:-1], b""])
def test_a_large_file_is_known_by_its_bytes_at_its_end(tmp_path: Path, new: bytes) -> None:
    path = put(tmp_path, "a/1", LARGE)
    (file,) = listed(tmp_path, "a/1")
    with opened_folders(tmp_path) as reader:
        with reader.open_listed(file.entry) as same:
            same.read(2)
            same.seek(0)
            assert b"".join(iter(lambda: same.read(1000), b"")) == LARGE
        path.write_bytes(new)
        with reader.open_listed(file.entry) as other, pytest.raises(FileChangedError):
            list(iter(lambda: other.read(1000), b""))


@contextmanager
def unprivileged() -> Iterator[None]:
    """The block runs as a user whom permissions bind, which they do not root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter and fill, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def test_a_file_without_permission_is_unreadable(open_folder: Path) -> None:
    put(open_folder, "a/1", b"abc").chmod(0)
    open_folder.chmod(0o777)
    with unprivileged():
        (file,) = listed(open_folder, "a/1")
    assert (file.entry, file.content) == (ManifestEntry("a/1", -1, ""), None)
    assert file.fault
    assert str(file.fault) == (
        "file: found 'Permission denied', expected a file that this user may read (unreadable)."
    )


def test_an_unreadable_file_is_set_aside_and_stops_nothing(site: LoadSite, open_folder: Path) -> None:
    own = site.below(open_folder / "data")
    own.put("reviews/lamps/good.json.gz", packed(numbered(1)))
    for name, content in {"secret": packed(numbered(2)), "large": packed(os.urandom(100_000))}.items():
        own.put(f"reviews/lamps/{name}.json.gz", content).chmod(0)
    for folder in [open_folder, *open_folder.rglob("*")]:
        if folder.is_dir():
            folder.chmod(0o777)
    with unprivileged():
        sheets = own.load()
    assert balance(sheets) == {"files": 3, "listed": 3, "staged": 1, "loaded": 1, "quarantined": 2}
    assert own.quarantined() == [
        ("reviews/lamps/large.json.gz", 0, "unreadable", "file", True),
        ("reviews/lamps/secret.json.gz", 0, "unreadable", "file", True),
    ]
    assert own.lies("quarantine/unreadable")["reviews/lamps/secret.json.gz"] == packed(numbered(2))
    assert own.reviewers() == ["R1"]
