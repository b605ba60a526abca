"""A batch, frozen: the immutable list of the files that one run takes."""

from __future__ import annotations

import glob
import hashlib
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from amzn_review.data_layout import DataLayout, is_category, is_piece

PRODUCTS_SOURCE = "metadata/products"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One file: its `key` below uploaded/, its size in bytes, its modification time in ns since 1970."""

    key: str
    size: int
    modified_ns: int

    def is_unchanged(self, path: Path) -> bool:
        """Whether at `path` there still is the file that was listed."""
        try:
            status = path.lstat()
        except FileNotFoundError:
            return False
        return (status.st_size, status.st_mtime_ns) == (self.size, self.modified_ns)


@dataclass(frozen=True)
class Manifest:
    """The list of one batch, in a file of JSON lines that is written once and never changed.

    It lies in manifests/open/ until its files are archived, then in manifests/done/.
    """

    layout: DataLayout
    batch_id: str

    @property
    def open_path(self) -> Path:
        """Where the manifest lies while its batch is under way."""
        return self.layout.manifests / "open" / f"{self.batch_id}.jsonl"

    @property
    def done_path(self) -> Path:
        """Where the manifest lies when its files are archived."""
        return self.layout.manifests / "done" / f"{self.batch_id}.jsonl"

    def entries(self, source: str | None = None) -> Iterator[ManifestEntry]:
        """The files of one source (a folder below uploaded/), or all, in the order of their keys.

        Raises FileNotFoundError when there is no such manifest.
        """
        path = self.open_path if self.open_path.exists() else self.done_path
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                entry = ManifestEntry(**json.loads(line))
                if source is None or source_of(entry.key) == source:
                    yield entry

    def sources(self) -> list[str]:
        """The folders below uploaded/ that the batch takes files from, sorted."""
        return sorted({source_of(entry.key) for entry in self.entries()})

    def find(self, entry: ManifestEntry) -> Path | None:
        """The listed file's place now: where it arrived, archived, or set aside.

        None when it is nowhere, or is another file by now: changed, or dropped again under its name.
        """
        for path in (self.layout.uploaded / entry.key, self.archive_path(entry.key)):
            if entry.is_unchanged(path):
                return path
        set_aside = self.layout.quarantine.glob(f"*/{self.batch_id}/{glob.escape(entry.key)}")
        return next((path for path in set_aside if entry.is_unchanged(path)), None)

    def archive_path(self, key: str) -> Path:
        """Where the file goes when the batch is loaded."""
        return self.layout.raw / self.batch_id / key

    def quarantine_path(self, key: str, reason: str) -> Path:
        """Where the file goes when nothing in it could be loaded."""
        return self.layout.quarantine / reason / self.batch_id / key

    def close(self) -> None:
        """Note that the batch is archived. Safe to repeat."""
        if self.open_path.exists():
            self.done_path.parent.mkdir(parents=True, exist_ok=True)
            self.open_path.replace(self.done_path)


def source_of(key: str) -> str:
    """The folder below uploaded/ that a key lies in, such as reviews/all_beauty."""
    return key.rpartition("/")[0]


def freeze_batch(layout: DataLayout, now: datetime | None = None) -> Manifest | None:
    """The batch to load next: the one that an earlier run left open, else all files that wait now.

    Returns None when nothing waits. Files still being written (a dot-name), links and names with
    control characters are left where they are; each of the latter two is named in the log.
    """
    unfinished = sorted((layout.manifests / "open").glob("*.jsonl"))
    if unfinished:
        manifest = Manifest(layout, unfinished[0].stem)
        log.warning("Batch %s was left open by an earlier run and is finished first.", manifest.batch_id)
        return manifest
    for path in refused_files(layout):
        log.warning(
            "%s is left alone: expected a plain file NAME.json.gz in a category's folder.", ascii(path)
        )
    waiting = sorted(waiting_files(layout), key=lambda entry: entry.key)
    return _write(layout, waiting, now or datetime.now(UTC)) if waiting else None


def waiting_files(layout: DataLayout) -> Iterator[ManifestEntry]:
    """Every file below uploaded/ that a batch would take now."""
    return (entry for _, entry in _listing(layout) if entry is not None)


def refused_files(layout: DataLayout) -> Iterator[str]:
    """The path of everything below uploaded/ that no batch will take; hidden files are not meant."""
    return (path for path, entry in _listing(layout) if entry is None)


def _listing(layout: DataLayout) -> Iterator[tuple[str, ManifestEntry | None]]:
    """Each visible path, with its entry, or None where it is no file that we take."""
    reviews = layout.uploaded / "reviews"
    if reviews.is_dir():
        for folder in sorted(reviews.iterdir()):
            if folder.is_dir() and not folder.is_symlink() and is_category(folder.name):
                yield from _files(folder, f"reviews/{folder.name}")
            elif not folder.name.startswith("."):
                yield str(folder), None
    if layout.uploaded_products.is_dir():
        yield from _files(layout.uploaded_products, PRODUCTS_SOURCE)


def _files(folder: Path, source: str) -> Iterator[tuple[str, ManifestEntry | None]]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name.startswith("."):
                continue
            if is_piece(entry.name) and entry.name.isprintable() and entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                yield entry.path, ManifestEntry(f"{source}/{entry.name}", status.st_size, status.st_mtime_ns)
            else:
                yield entry.path, None


def _write(layout: DataLayout, entries: list[ManifestEntry], now: datetime) -> Manifest:
    """Write the manifest so that it appears whole; its name is the moment and a digest of the list."""
    lines = [
        json.dumps({"key": entry.key, "size": entry.size, "modified_ns": entry.modified_ns}) + "\n"
        for entry in entries
    ]
    digest = hashlib.blake2b("".join(lines).encode(), digest_size=4).hexdigest()
    manifest = Manifest(layout, f"{now:%Y%m%dT%H%M%S}-{digest}")
    manifest.open_path.parent.mkdir(parents=True, exist_ok=True)
    partial = manifest.open_path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(manifest.open_path)
    return manifest
