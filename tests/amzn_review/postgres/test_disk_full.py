"""A disk that is full, at whatever step: nothing is lost, and with more room the next run goes on."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import repeat
from pathlib import Path

import pytest

from storage.atomic_file import write_durably
from tests.amzn_review.load_site import Found, LoadSite, balance, line, numbered, packed

SmallDisk = Callable[[Path, int], None]
LARGE = packed(b"".join(line(reviewerID=f"L{n}", reviewText=os.urandom(200).hex()) for n in range(400)))


@contextmanager
def mounted(folder: Path, kilobytes: int) -> Iterator[None]:
    """A file system in memory of this size on `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=755", "none", folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mount.returncode != 0:
        pytest.skip(f"needs to mount a file system, which only root can: {mount.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def small_disk() -> Iterator[SmallDisk]:
    """Puts a small file system on a folder until the test is over; called again, it makes it larger."""
    with ExitStack() as stack:
        known: set[Path] = set()

        def make(folder: Path, kilobytes: int) -> None:
            if folder in known:
                subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", folder], check=True)
            else:
                stack.enter_context(mounted(folder, kilobytes))
                known.add(folder)

        yield make


def arrive(site: LoadSite) -> dict[str, bytes]:
    """Files of every kind, which need some 400 kilobytes."""
    files = {f"reviews/lamps/{n}.json.gz": packed(line(reviewerID=f"R{n}", summary=os.urandom(500).hex()))
             for n in range(300)}  # fmt: skip
    files["reviews/lamps/large.json.gz"] = LARGE
    files["reviews/lamps/bad.json.gz"] = b"bad" * 10_000
    files["reviews/lamps/lines.json.gz"] = packed(numbered(1000) + b"bad\n")
    for key, content in files.items():
        site.put(key, content)
    return files


def assert_nothing_lost(site: LoadSite, files: dict[str, bytes]) -> None:
    """The bytes of each file are somewhere."""
    assert set(files.values()) <= {file.content for file in site.found()}


def assert_all_done(site: LoadSite, files: dict[str, bytes]) -> None:
    """Each file is in its place, and loaded once."""
    found = site.found()
    assert {(file.key, file.content) for file in found if ".line-" not in file.key} == set(files.items())
    assert len(found) == len(files) + 1
    assert {file.place for file in found} == {"pack", "raw", "quarantine/not-gzip", "lines/not-json"}
    assert site.reviewers() == sorted(
        [*(f"R{n}" for n in range(300)), *(f"L{n}" for n in range(400)), "R1000"]
    )
    assert sorted(path.name for path in site.layout.root.rglob(".*")) == [".lock", ".outgoing"]


@pytest.mark.parametrize("kilobytes", [4, 64, 200, 260])
def test_no_room_for_the_archive(site: LoadSite, small_disk: SmallDisk, kilobytes: int) -> None:
    """The pack does not fit, or fits and the large file does not."""
    small_disk(site.layout.raw, kilobytes)
    files = arrive(site)
    for _ in range(2):
        with pytest.raises(OSError, match="No space left on device") as caught:
            site.load()
        assert caught.value.errno == errno.ENOSPC
        assert_nothing_lost(site, files)
        assert site.rows("select sum(loaded) from ingest_batches") == [(701,)]
    small_disk(site.layout.raw, 10_000)
    (sheet,) = site.load()
    assert (sheet.loaded, sheet.duplicate, sheet.quarantined) == (701, 0, 2)
    assert_all_done(site, files)
    assert site.load() == []


def test_no_room_for_the_quarantine(site: LoadSite, small_disk: SmallDisk) -> None:
    small_disk(site.layout.quarantine, 16)
    files = arrive(site)
    for _ in range(2):
        with pytest.raises(OSError, match="No space left on device"):
            site.load()
        assert_nothing_lost(site, files)
    small_disk(site.layout.quarantine, 1_000)
    site.load()
    assert_all_done(site, files)


def test_no_room_for_the_manifest(site: LoadSite, small_disk: SmallDisk) -> None:
    small_disk(site.layout.manifests, 16)
    files = arrive(site)
    for _ in range(2):
        with pytest.raises(OSError, match="No space left on device"):
            site.load()
        assert site.reviewers() == []
        assert site.found() == sorted(Found("uploaded", key, content) for key, content in files.items())
    small_disk(site.layout.manifests, 1_000)
    assert balance(site.load())["loaded"] == 701
    assert_all_done(site, files)


def test_no_room_in_one_disk_for_all(site: LoadSite, small_disk: SmallDisk) -> None:
    """Everything lies on one disk, which the arriving files fill."""
    small_disk(site.layout.root, 2_000)
    files = arrive(site)
    ballast = site.layout.root / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left on device"):
        list(map(file.write, repeat(bytes(4096))))
    with pytest.raises(OSError, match="No space left on device"):
        site.load()
    assert_nothing_lost(site, files)
    ballast.unlink()
    small_disk(site.layout.root, 20_000)
    site.load()
    assert_all_done(site, files)


def test_a_file_that_does_not_fit_leaves_the_old_one(tmp_path: Path, small_disk: SmallDisk) -> None:
    small_disk(tmp_path / "disk", 16)
    path = tmp_path / "disk" / "a"
    write_durably(path, b"old")
    with pytest.raises(OSError, match="No space left on device"):
        write_durably(path, bytes(100_000))
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in path.parent.iterdir()] == ["a"]
