"""Archiving real files, once, twice, and after they changed."""

from __future__ import annotations

from pathlib import Path

from amzn_review.archive import ArchiveReport, archive_batch
from amzn_review.data_layout import DataLayout
from amzn_review.manifest import Manifest, freeze_batch


def batch(root: Path) -> Manifest:
    """A frozen batch of three files."""
    layout = DataLayout(root)
    for key in ("reviews/lamps/a", "reviews/lamps/b", "metadata/products/m"):
        path = layout.uploaded / f"{key}.json.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(key.encode())
    manifest = freeze_batch(layout)
    assert manifest is not None
    return manifest


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.gz"))}


def test_files_move_with_their_bytes_and_a_second_time_nothing_happens(tmp_path: Path) -> None:
    manifest = batch(tmp_path)
    faulty = {"reviews/lamps/b.json.gz": "not-json"}
    assert archive_batch(manifest, faulty) == ArchiveReport(archived=2, quarantined=1, left=0)
    where = tree(tmp_path)
    assert where == {
        f"raw/{manifest.batch_id}/metadata/products/m.json.gz": b"metadata/products/m",
        f"raw/{manifest.batch_id}/reviews/lamps/a.json.gz": b"reviews/lamps/a",
        f"quarantine/not-json/{manifest.batch_id}/reviews/lamps/b.json.gz": b"reviews/lamps/b",
    }
    assert archive_batch(manifest, faulty) == ArchiveReport(archived=0, quarantined=0, left=0)
    assert tree(tmp_path) == where


def test_a_file_that_changed_stays_for_the_next_batch_and_a_lost_one_is_counted(
    tmp_path: Path,
) -> None:
    manifest = batch(tmp_path)
    arrived = manifest.layout.uploaded / "reviews" / "lamps"
    (arrived / "a.json.gz").write_bytes(b"other content")
    (arrived / "b.json.gz").unlink()
    assert archive_batch(manifest, {}) == ArchiveReport(archived=1, quarantined=0, left=2)
    assert tree(manifest.layout.uploaded) == {"reviews/lamps/a.json.gz": b"other content"}


def test_the_same_name_in_a_later_batch_overwrites_nothing(tmp_path: Path) -> None:
    first = batch(tmp_path)
    archive_batch(first, {})
    first.close()
    path = first.layout.uploaded / "reviews" / "lamps" / "a.json.gz"
    path.write_bytes(b"dropped again")
    second = freeze_batch(first.layout)
    assert second is not None
    assert archive_batch(second, {}) == ArchiveReport(archived=1, quarantined=0, left=0)
    assert [first.archive_path(k).read_bytes() for k in ("reviews/lamps/a.json.gz",)] == [b"reviews/lamps/a"]
    assert second.archive_path("reviews/lamps/a.json.gz").read_bytes() == b"dropped again"
