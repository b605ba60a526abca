"""What happens to the files of a loaded batch, and to others that have taken their names meanwhile."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from amzn_review.archive.file_archive import BatchArchive
from amzn_review.batch.archive_report import ArchiveReport, SetAside
from amzn_review.batch.arrivals import printable
from amzn_review.batch.batch_file import opened_folders
from amzn_review.batch.manifest import Manifest, manifest_lines, write_manifest
from amzn_review.batch.quarantine_names import quarantine_path
from amzn_review.data_layout import DataLayout
from storage.atomic_file import move_file
from tests.amzn_review.load_site import LoadSite, balance, line, numbered, packed

A, B, BIG = "reviews/lamps/a.json.gz", "reviews/lamps/b.json.gz", "reviews/lamps/big.json.gz"
LARGE = packed(b"".join(line(reviewerID=f"L{n}", reviewText=os.urandom(40).hex()) for n in range(1500)))


def batch(layout: DataLayout, files: dict[str, bytes]) -> Manifest:
    """A batch of these files, listed."""
    for key, content in files.items():
        path = layout.uploaded / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with opened_folders(layout.uploaded) as reader:
        return write_manifest(layout, manifest_lines([reader.entry(key) for key in sorted(files)]))


def tree(layout: DataLayout) -> dict[str, bytes]:
    """All plain files below the root but the manifests."""
    return {
        str(path.relative_to(layout.root)): path.read_bytes()
        for path in sorted(layout.root.rglob("*"))
        if path.is_file() and path.suffix == ".gz"
    }


def test_files_leave_with_their_bytes_and_a_second_time_nothing_happens(layout: DataLayout) -> None:
    files = {A: b"a", B: b"b", BIG: LARGE, "reviews/lamps/held.json.gz": b"h"}
    manifest = batch(layout, files)
    archive = BatchArchive(manifest, [SetAside(B, 0, "not-gzip", True)], ["reviews/lamps/held.json.gz"])
    assert archive.run() == ArchiveReport(archived=2, quarantined=1, left=0)
    where = {
        f"quarantine/not-gzip/{manifest.batch_id}/{B}": b"b",
        f"raw/{manifest.batch_id}/{BIG}": LARGE,
        "uploaded/reviews/lamps/held.json.gz": b"h",
    }
    assert tree(layout) == where
    assert (manifest.open_path.exists(), manifest.done_path.exists()) == (False, True)
    again = BatchArchive(manifest, archive.set_aside, archive.held_keys)
    again.run()
    assert tree(layout) == where


def test_a_batch_of_nothing_but_files_that_stay(layout: DataLayout) -> None:
    manifest = batch(layout, {A: b"a"})
    assert BatchArchive(manifest, [], [A]).run() == ArchiveReport(archived=0, quarantined=0, left=0)
    assert tree(layout) == {f"uploaded/{A}": b"a"}


def test_the_same_name_in_a_later_batch_replaces_nothing(layout: DataLayout) -> None:
    first = batch(layout, {A: b"bad", BIG: LARGE})
    BatchArchive(first, [SetAside(A, 0, "not-gzip", True)], []).run()
    second = batch(layout, {A: b"worse", BIG: LARGE + packed(b"")})
    BatchArchive(second, [SetAside(A, 0, "not-gzip", True)], []).run()
    assert tree(layout) == {
        f"quarantine/not-gzip/{first.batch_id}/{A}": b"bad",
        f"quarantine/not-gzip/{second.batch_id}/{A}": b"worse",
        f"raw/{first.batch_id}/{BIG}": LARGE,
        f"raw/{second.batch_id}/{BIG}": LARGE + packed(b""),
    }


def put_link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def put_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def put_folder(path: Path) -> None:
    path.mkdir()
    (path / "precious").write_bytes(b"kept")


def put_pipe(path: Path) -> None:
    os.mkfifo(path)


def put_socket(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(f"/proc/self/fd/{folder}/{path.name}")  # a socket's path holds 108 bytes at most
    os.close(folder)


def put_damaged(path: Path) -> None:
    path.write_bytes(b"\x1f\x8bdamaged")


def put_large(path: Path) -> None:
    path.write_bytes(LARGE + LARGE)


REPLACEMENTS = (put_link, put_dangling_link, put_folder, put_pipe, put_socket, put_damaged, put_large)
CONTENTS = {
    "small": packed(numbered(1)),
    "large": LARGE,
    "bad": b"bad",
    "with a bad line": packed(numbered(1) + b"bad\n"),
    "large with a bad line": LARGE + packed(b"bad\n"),
}


def kind(path: Path) -> str:
    """What a path is, with its content if it is a plain file, a link or a folder."""
    if path.is_symlink():
        return f"link to {path.readlink()}"
    if path.is_dir():
        return f"folder of {sorted(entry.name for entry in path.iterdir())}"
    return f"file of {path.read_bytes()!r}" if path.is_file() else f"mode {path.stat().st_mode:o}"


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("replace", REPLACEMENTS)
def test_what_has_taken_the_name_of_a_loaded_file_is_given_back(
    site: LoadSite, content: bytes, replace: Callable[[Path], None]
) -> None:
    path = site.put(A, content)
    site.put(B, packed(numbered(2)))
    frozen = site.freeze()
    sheet = frozen.load()
    path.unlink()
    replace(path)
    before = kind(path)
    assert frozen.finish() == sheet
    assert kind(path) == before
    assert [file[:2] for file in site.found() if file.key != A and file.place != "uploaded"] == [("pack", B)]
    assert not frozen.manifest.open_path.exists()
    assert list((site.layout.uploaded / ".outgoing").iterdir()) == []


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_a_loaded_file_that_is_gone_stops_nothing(site: LoadSite, content: bytes) -> None:
    path = site.put(A, content)
    site.put(B, packed(numbered(2)))
    frozen = site.freeze()
    sheet = frozen.load()
    path.unlink()
    assert site.load() == [sheet]
    assert [file[:2] for file in site.found()] == [("pack", B)]


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("by_now", ["nothing", "file"])
def test_a_folder_that_is_gone_stops_nothing(site: LoadSite, content: bytes, by_now: str) -> None:
    site.put(A, content)
    site.put("reviews/chairs/b.json.gz", packed(numbered(2)))
    frozen = site.freeze()
    sheet = frozen.load()
    lamps = site.layout.uploaded_reviews("lamps")
    (lamps / "a.json.gz").unlink()
    lamps.rmdir()
    if by_now == "file":
        lamps.write_bytes(b"")
    assert site.load() == [sheet]
    assert site.lies("pack") == {"reviews/chairs/b.json.gz": packed(numbered(2))}


def test_a_file_dropped_again_during_the_archive_waits_beside_one_that_is_given_back(site: LoadSite) -> None:
    """Two others have come under the name: one while the batch was loaded, one while it was archived."""
    site.put(A, packed(numbered(1)))
    frozen = site.freeze()
    frozen.load()
    outgoing = site.layout.uploaded / ".outgoing" / frozen.manifest.batch_id
    outgoing.mkdir(parents=True)
    site.put(A, packed(numbered(2))).replace(outgoing / "0")
    site.put(A, packed(numbered(3)))
    first, second = site.load()
    assert balance([first, second]) == {"files": 3, "listed": 3, "staged": 3, "loaded": 3}
    assert site.reviewers() == ["R1", "R2", "R3"]
    assert sorted(site.lies("pack").values()) == sorted([packed(numbered(2)), packed(numbered(3))])


def test_a_file_that_was_given_back_before_the_kill_is_there_once(site: LoadSite) -> None:
    path = site.put(A, packed(numbered(1)))
    frozen = site.freeze()
    frozen.load()
    outgoing = site.layout.uploaded / ".outgoing" / frozen.manifest.batch_id
    outgoing.mkdir(parents=True)
    path.write_bytes(packed(numbered(2)))
    os.link(path, outgoing / "0")  # both names are there for a moment
    site.load()
    assert [file[1:] for file in site.found()] == [(A, packed(numbered(2)))]
    assert site.rows("select sum(duplicate) from ingest_batches") == [(0,)]


@pytest.mark.parametrize(
    ("key", "line_number", "name"),
    [
        (A, 0, "reviews/lamps/a.json.gz"),
        (A, 17, "lines/reviews/lamps/a.line-17.json.gz"),
        ("reviews/lamps/a\nb.json.gz", 0, "reviews/lamps/a\\nb.json.gz"),
        ("reviews/lamps/\udcff.json.gz", 0, "reviews/lamps/\\udcff.json.gz"),
        ("reviews/lamps/Größe.json.gz", 3, "lines/reviews/lamps/Größe.line-3.json.gz"),
    ],
)
def test_where_a_file_or_a_line_is_set_aside(
    layout: DataLayout, key: str, line_number: int, name: str
) -> None:
    assert quarantine_path(layout, "not-json", "a-batch", key, line_number) == (
        layout.quarantine / "not-json" / "a-batch" / name
    )


def test_escaped_names_differ_as_the_names_do() -> None:
    names = [
        "a\nb",
        "a\\nb",
        "a\\\\nb",
        "a\udcffb",
        "a\\udcffb",
        "aÿb",
        "a'b",
        'a"b',
        "a'\"\nb",
        "a b",
        "a\xa0b",
    ]
    assert len({printable(name) for name in names}) == len(names)
    assert all(printable(name).isprintable() for name in names)


@pytest.fixture
def other_disk() -> Iterator[Path]:
    """A folder on another file system."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


def test_a_move_to_another_disk_leaves_nothing_behind(tmp_path: Path, other_disk: Path) -> None:
    if other_disk.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system at /dev/shm")
    source, target = tmp_path / "a.json.gz", other_disk / "b.json.gz"
    source.write_bytes(b"content")
    move_file(source, target)
    assert (target.read_bytes(), source.exists()) == (b"content", False)
    source.symlink_to("/nowhere")
    move_file(source, target)
    assert (str(target.readlink()), os.path.lexists(source)) == ("/nowhere", False)
    assert [path.name for path in other_disk.iterdir()] == ["b.json.gz"]


def test_raw_and_quarantine_may_lie_on_another_disk(site: LoadSite, other_disk: Path) -> None:
    if other_disk.stat().st_dev == site.layout.root.stat().st_dev:
        pytest.skip("needs a second file system at /dev/shm")
    for place in (site.layout.raw, site.layout.quarantine):
        (other_disk / place.name).mkdir()
        place.symlink_to(other_disk / place.name)
    site.put(A, packed(numbered(1) + b"bad\n"))
    site.put(B, b"bad")
    site.put(BIG, LARGE)
    (sheet,) = site.load()
    assert (sheet.loaded, sheet.quarantined) == (1501, 2)
    assert site.lies("raw") == {BIG: LARGE}
    assert site.lies("quarantine/not-gzip") == {B: b"bad"}
    lines = {key: gzip.decompress(content) for key, content in site.lies("lines/not-json").items()}
    assert lines == {"reviews/lamps/a.line-2.json.gz": b"bad\n"}
    left = subprocess.run(["find", other_disk, "-name", ".*"], capture_output=True, text=True, check=True)
    assert left.stdout == ""
