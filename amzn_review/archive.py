"""After the commit: the batch's files leave uploaded/, for the archive or for the quarantine.

Every file is first renamed into a hidden folder of its batch, where nothing but this module looks; there its
bytes are compared with the manifest. So a file that was dropped again under the same name, at whatever moment,
is never taken for the listed one. Each step can be repeated: the archive of a killed process is finished by the
next one.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from amzn_review.batch_file import SMALL_BYTES, FileChangedError, FileReader, opened_folders
from amzn_review.batch_transaction import printable
from amzn_review.data_layout import PIECE_SUFFIX, DataLayout
from amzn_review.durable import settle, sync_file, sync_folder
from amzn_review.json_lines import read_lines
from amzn_review.manifest import Manifest, ManifestEntry
from amzn_review.raw_archive import Packed, pack_path, write_pack
from amzn_review.whole_file import write_whole as write_gzip

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SetAside:
    """A record of the quarantine: its file, its line (0: the file), and whether the file itself goes there."""

    source_key: str
    line_number: int
    reason: str
    is_whole_file: bool


@dataclass(frozen=True)
class ArchiveReport:
    """How many files went to raw/, to quarantine/, and stayed or came back because they are others by now."""

    archived: int
    quarantined: int
    left: int


@dataclass
class BatchArchive:
    """Moves the files of one loaded batch out of uploaded/, bytes untouched.

    `set_aside` and `held_keys` are what the ledger's transaction wrote of the batch.
    """

    manifest: Manifest
    set_aside: Sequence[SetAside]
    held_keys: Sequence[str]
    _left: int = field(default=0, init=False)

    def run(self) -> ArchiveReport:
        """Archive, set aside, remove; then close the manifest. Safe to repeat. Raises OSError."""
        whole = {item.source_key: item.reason for item in self.set_aside if item.is_whole_file}
        held = set(self.held_keys)
        listed = [
            (place, entry)
            for place, entry in enumerate(self.manifest.entries())
            if printable(entry.key) not in held
        ]
        to_quarantine = [item for item in listed if printable(item[1].key) in whole]
        to_archive = [item for item in listed if printable(item[1].key) not in whole]
        archived = 0
        self._outgoing.mkdir(parents=True, exist_ok=True)
        with opened_folders(self._outgoing) as reader:
            if not pack_path(self._layout, self.manifest.batch_id).exists():
                self._take_away(listed)
                self._set_lines_aside(reader, to_archive)
                archived = write_pack(
                    pack_path(self._layout, self.manifest.batch_id), self._small(reader, to_archive)
                )
        archived += sum(self._keep_large(place, entry) for place, entry in to_archive if entry.size > SMALL_BYTES)
        quarantined = sum(
            self._set_file_aside(place, entry, whole[printable(entry.key)]) for place, entry in to_quarantine
        )
        shutil.rmtree(self._outgoing)
        self.manifest.close()
        return ArchiveReport(archived, quarantined, self._left)

    @property
    def _layout(self) -> DataLayout:
        return self.manifest.layout

    @property
    def _outgoing(self) -> Path:
        return self._layout.uploaded / ".outgoing" / self.manifest.batch_id

    def _take_away(self, listed: Sequence[tuple[int, ManifestEntry]]) -> None:
        """Rename each file to its place in the manifest; one that is gone, or was renamed before, is passed."""
        with opened_folders(self._layout.uploaded) as arrived:
            outgoing = arrived.folder(f".outgoing/{self.manifest.batch_id}")
            before = set(os.listdir(outgoing))
            for place, entry in listed:
                if str(place) in before:
                    continue
                folder, _, name = entry.key.rpartition("/")
                try:
                    os.rename(name, str(place), src_dir_fd=arrived.folder(folder), dst_dir_fd=outgoing)
                except FileNotFoundError:
                    log.warning("%s is gone: it is loaded, but not archived.", ascii(entry.key))
                    self._left += 1

    def _small(self, reader: FileReader, entries: Sequence[tuple[int, ManifestEntry]]) -> Iterator[Packed]:
        for place, entry in entries:
            if entry.size > SMALL_BYTES:
                continue
            try:
                yield entry.key, entry.blake2b, reader.content(ManifestEntry(str(place), entry.size, entry.blake2b))
            except FileChangedError:
                self._give_back(place, entry)

    def _set_lines_aside(self, reader: FileReader, entries: Sequence[tuple[int, ManifestEntry]]) -> None:
        """Write each bad line of a file that also holds good ones into a file of its own."""
        lines: dict[str, dict[int, str]] = {}
        for item in self.set_aside:
            if not item.is_whole_file:
                lines.setdefault(item.source_key, {})[item.line_number] = item.reason
        for place, entry in entries:
            reasons = lines.get(printable(entry.key))
            if reasons and (self._outgoing / str(place)).exists():
                with os.fdopen(reader.open(str(place)), "rb") as file:
                    for number, line in enumerate(read_lines(file, ".gz", sys.maxsize), start=1):
                        if number in reasons:
                            target = quarantine_path(
                                self._layout, reasons[number], self.manifest.batch_id, entry.key, number
                            )
                            target.parent.mkdir(parents=True, exist_ok=True)
                            write_gzip(target, [line])

    def _keep_large(self, place: int, entry: ManifestEntry) -> bool:
        return self._move(place, entry, self._layout.raw / self.manifest.batch_id / entry.key)

    def _set_file_aside(self, place: int, entry: ManifestEntry, reason: str) -> bool:
        target = quarantine_path(self._layout, reason, self.manifest.batch_id, entry.key)
        return self._move(place, entry, target)

    def _move(self, place: int, entry: ManifestEntry, target: Path) -> bool:
        """Move a file that is the listed one; another goes back. Returns whether it is at its target now."""
        path = self._outgoing / str(place)
        if not os.path.lexists(path):
            return os.path.lexists(target)
        if entry.blake2b:
            with opened_folders(self._outgoing) as reader:
                if reader.entry(str(place)).blake2b != entry.blake2b:
                    self._give_back(place, entry)
                    return False
        target.parent.mkdir(parents=True, exist_ok=True)
        move_file(path, target)
        return True

    def _give_back(self, place: int, entry: ManifestEntry) -> None:
        """Put a file that is not the listed one back where it arrived, for the next batch."""
        path = self._outgoing / str(place)
        if not path.exists():
            return
        log.warning("%s is another file by now, which waits for the next batch.", ascii(entry.key))
        self._left += 1
        target = self._layout.uploaded / entry.key
        for turn in range(1_000):
            try:
                os.link(path, target)
            except FileExistsError:
                target = target.with_name(f"returned-{turn}-{Path(entry.key).name}")
            else:
                path.unlink()
                return
        raise FileExistsError(errno.EEXIST, "1,000 files were returned under this name", str(target))


def quarantine_path(layout: DataLayout, reason: str, batch_id: str, key: str, line_number: int = 0) -> Path:
    """Where a file is set aside or, with a line number from 1, one line of it."""
    path = layout.quarantine / reason / batch_id / printable(key)
    stem = path.name.removesuffix(PIECE_SUFFIX)
    return path.with_name(f"{stem}.line-{line_number}{PIECE_SUFFIX}") if line_number else path


def move_file(path: Path, target: Path) -> None:
    """Move a file, to another file system too; there it is whole or not at all. Raises OSError."""
    try:
        path.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        partial = target.with_name(f".{target.name}.partial")
        try:
            shutil.copy2(path, partial, follow_symlinks=False)
            if not partial.is_symlink():
                with partial.open("rb") as copied:
                    sync_file(copied.fileno())
            settle(partial, target)
        finally:
            partial.unlink(missing_ok=True)
        path.unlink()
