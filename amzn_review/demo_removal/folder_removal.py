"""Made-up records out of the files below DATA_DIR."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from amzn_review.archive.raw_pack import Packed, write_pack
from amzn_review.batch.batch_error import BatchUnderWayError
from amzn_review.batch.manifest import open_manifests
from amzn_review.corpus.demo import demo_notes
from amzn_review.corpus.made_up_reviews import MadeUpReviews
from amzn_review.data_layout import DataLayout
from amzn_review.demo_removal.exported_reviews import holds_any
from amzn_review.demo_removal.removal_counts import RemovalCounts
from amzn_review.demo_removal.removed_lines import may_hold_made_up, rest_of_file
from storage.atomic_file import write_durably
from storage.folder_lock import only_process


@dataclass(frozen=True)
class FolderRemoval:
    """Takes what a demo has out of the files of one DATA_DIR. Safe to repeat at any point; raises OSError."""

    layout: DataLayout
    made_up: MadeUpReviews
    counts: RemovalCounts = field(default_factory=RemovalCounts)

    def offered(self) -> None:
        """Out of what the uploader takes from: the folders of the categories, and the made-up products."""
        for folder in self.made_up.files:
            place = self.layout.root / folder.removeprefix("reviews/")
            self._strip(f"DATA_DIR/{folder.removeprefix('reviews/')}", place, self._below(place, folder))

    def arrived(self) -> None:
        """Out of uploaded/."""
        for folder in self.made_up.files:
            place = self.layout.uploaded / folder
            self._strip("uploaded/", place, self._below(place, folder))

    def forget(self, journals: Path) -> None:
        """Take the demo's files out of the uploader's journals, so that a later demo is dropped again."""
        for folder, names in self.made_up.files.items():
            for name in (folder, folder.removeprefix("metadata/")):
                journal = journals / f"{name}.log"
                if journal.is_file():
                    lines = journal.read_bytes().splitlines(keepends=True)
                    kept = [
                        line for line in lines if line.decode(errors="surrogateescape").strip() not in names
                    ]
                    if len(kept) < len(lines):
                        write_durably(journal, b"".join(kept))

    def archived(self) -> None:
        """Out of raw/: packs of small files are written again, large files lie beside them."""
        if not self.layout.raw.is_dir():
            return
        for path in sorted(self.layout.raw.iterdir()):
            if path.name.endswith(".parquet") and path.name[0] != ".":
                self._strip_pack(path)
            elif path.is_dir():
                self._strip("raw/", path, self._keyed(path))

    def set_aside(self) -> None:
        """Out of quarantine/, dismissed files and single lines too."""
        for root in (self.layout.quarantine, self.layout.dismissed):
            for batch in sorted(root.glob("*/*")):
                for place in (batch, batch / "lines"):
                    self._strip("quarantine/", place, self._keyed(place))

    def exported(self, review_ids: frozenset[int]) -> None:
        """Remove the working folders of runs, in work/, whose export has one of these reviews."""
        for folder in sorted(self.layout.work.glob("*")):
            files = folder.glob("reviews/*.parquet")
            if any(holds_any(str(path), path.read_bytes(), review_ids) for path in files):
                shutil.rmtree(folder)
                self.counts.exports += 1

    def noted(self) -> None:
        """Forget which demos were made."""
        if demo_notes(self.layout).is_dir():
            shutil.rmtree(demo_notes(self.layout))

    def _below(self, place: Path, folder: str) -> Iterator[tuple[Path, str]]:
        if place.is_dir():
            yield from ((path, f"{folder}/{path.name}") for path in sorted(place.iterdir()))

    def _keyed(self, place: Path) -> Iterator[tuple[Path, str]]:
        """The files of `place`, each with its key below uploaded/."""
        for folder in self.made_up.files:
            yield from self._below(place / folder, folder)

    def _strip(self, name: str, root: Path, files: Iterable[tuple[Path, str]]) -> None:
        removed = 0
        for path, key in files:
            if not path.is_file() or path.is_symlink() or not may_hold_made_up(key, self.made_up):
                continue
            content = path.read_bytes()
            rest = rest_of_file(key, content, self.made_up)
            if rest.content is None:
                path.unlink()
            elif rest.removed:
                write_durably(path, rest.content)
            removed += rest.removed
        if removed:
            self.counts.add(name, removed)
            _remove_empty(root)

    def _strip_pack(self, pack: Path) -> None:
        keys = pq.read_table(pack, columns=["key"]).column("key").to_pylist()
        if not any(may_hold_made_up(key, self.made_up) for key in keys):
            return
        rest, removed = stripped_pack(pq.read_table(pack).to_pylist(), self.made_up)
        if rest and removed:
            write_pack(pack, rest)
        elif removed:
            pack.unlink()
        self.counts.add("raw/", removed)


def stripped_pack(rows: Iterable[Mapping[str, Any]], made_up: MadeUpReviews) -> tuple[list[Packed], int]:
    """The rows of a pack without made-up records, and how many records went.

    A file that is changed keeps its digest: it is that of the file as it came.
    """
    kept: list[Packed] = []
    removed = 0
    for row in rows:
        key, digest, content = row["key"], row["blake2b"], row["content"]
        if may_hold_made_up(key, made_up):
            rest = rest_of_file(key, content, made_up)
            removed += rest.removed
            if rest.content is None:
                continue
            content = rest.content
        kept.append((key, digest, content))
    return kept, removed


@contextmanager
def nothing_under_way(layout: DataLayout) -> Iterator[None]:
    """While the block runs nothing is dropped or loaded here.

    Raises FolderBusyError while an uploader or a load is at work; BatchUnderWayError while a batch is open.
    """
    with (
        only_process(layout.uploaded_journals / "lock", "uploader", layout.root),
        only_process(layout.manifests / ".lock", "load", layout.root),
    ):
        if batches := open_manifests(layout):
            raise BatchUnderWayError(
                f"Batch {batches[0].batch_id} waits to be finished: let the next run do that (`make local`), "
                "then remove the demo."
            )
        yield


def _remove_empty(folder: Path) -> None:
    """Remove the folders in it that are empty, and it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
