"""After the commit: the batch's files leave uploaded/, for the archive or for the quarantine.

Every file is first renamed into a hidden folder of its batch, where nothing but this module looks; there
its bytes are compared with the manifest. So a file that was dropped again under the same name, at whatever
moment, is never taken for the listed one. Each step can be repeated: the archive of a killed process is
finished by the next one.
"""

from __future__ import annotations

import gzip
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

from amzn_review.archive.raw_pack import Packed, pack_path, write_pack
from amzn_review.batch.archive_report import ArchiveReport, SetAside
from amzn_review.batch.arrivals import printable
from amzn_review.batch.batch_file import SMALL_BYTES, FileChangedError, FileReader, fault_of, opened_folders
from amzn_review.batch.manifest import Manifest, ManifestEntry
from amzn_review.batch.quarantine_names import quarantine_path, short_name
from amzn_review.data_layout import DataLayout
from storage.atomic_file import move_file, sync_folder, write_durably
from text_files.json_lines import read_lines

log = logging.getLogger(__name__)
_Listed = tuple[int, ManifestEntry]  # its place in the manifest
_REMOVERS = 8
_ANY_LENGTH = 1 << 40  # the limit was applied when the lines were loaded


@dataclass
class BatchArchive:
    """Moves the files of one loaded batch out of uploaded/, bytes untouched.

    `set_aside` and `held_keys` are what the ledger's transaction wrote of the batch. `acknowledge` is called
    with the keys that are archived, before the manifest is closed: a kill in between repeats the call.
    """

    manifest: Manifest
    set_aside: Sequence[SetAside]
    held_keys: Sequence[str]
    acknowledge: Callable[[Sequence[str]], None] | None = None
    _left: int = field(default=0, init=False)

    def run(self) -> ArchiveReport:
        """Archive, set aside, remove; then close the manifest. Safe to repeat. Raises OSError."""
        reasons = {item.source_key: item.reason for item in self.set_aside if item.is_whole_file}
        held = set(self.held_keys)
        listed = [
            (place, entry)
            for place, entry in enumerate(self.manifest.entries())
            if printable(entry.key) not in held
        ]
        loaded = [item for item in listed if printable(item[1].key) not in reasons]
        large = [item for item in loaded if item[1].size > SMALL_BYTES]
        small = [item for item in loaded if item[1].size <= SMALL_BYTES]
        pack = pack_path(self._layout, self.manifest.batch_id)
        archived = 0
        self._outgoing.mkdir(parents=True, exist_ok=True)
        with opened_folders(self._outgoing) as reader:
            if not pack.exists():
                self._take_away(listed)
                self._set_lines_aside(reader, loaded)
                archived = write_pack(pack, self._contents(reader, small))
            for place, entry in large:
                archived += self._move(
                    reader, place, entry, self._layout.raw / self.manifest.batch_id / entry.key
                )
            quarantined = 0
            for place, entry in listed:
                if reason := reasons.get(printable(entry.key)):
                    target = quarantine_path(self._layout, reason, self.manifest.batch_id, entry.key)
                    quarantined += self._move(reader, place, entry, target)
            self._remove(reader, small)
        sync_folder(self._outgoing)  # once the manifest is closed nobody looks for what came back
        self._outgoing.rmdir()
        if self.acknowledge:
            self.acknowledge([entry.key for _, entry in listed])
        self.manifest.close()
        return ArchiveReport(archived, quarantined, self._left)

    @property
    def _layout(self) -> DataLayout:
        return self.manifest.layout

    @property
    def _outgoing(self) -> Path:
        return self._layout.uploaded / ".outgoing" / self.manifest.batch_id

    def _take_away(self, listed: Sequence[_Listed]) -> None:
        """Rename each file to its place in the manifest; passes one that is gone or was renamed before."""
        with opened_folders(self._layout.uploaded) as arrived:
            outgoing = arrived.folder(f".outgoing/{self.manifest.batch_id}")
            before = {path.name for path in self._outgoing.iterdir()}
            for place, entry in listed:
                if str(place) in before:
                    continue
                folder, _, name = entry.key.rpartition("/")
                try:
                    os.rename(name, str(place), src_dir_fd=arrived.folder(folder), dst_dir_fd=outgoing)
                except (FileNotFoundError, NotADirectoryError):
                    log.warning("%s is gone: it is loaded, but not archived.", ascii(entry.key))
                    self._left += 1
        sync_folder(self._outgoing)  # where there is a pack, no file is taken away any more

    def _contents(self, reader: FileReader, entries: Sequence[_Listed]) -> Iterator[Packed]:
        """The small files that are the listed ones; others go back."""
        for place, entry in entries:
            try:
                yield entry.key, entry.blake2b, reader.content(_renamed(place, entry))
            except FileChangedError:
                self.give_back(place, entry)

    def _set_lines_aside(self, reader: FileReader, entries: Sequence[_Listed]) -> None:
        """Write each bad line of a file that also holds good ones into a file of its own."""
        reasons: dict[str, dict[int, str]] = {}
        for item in self.set_aside:
            if not item.is_whole_file:
                reasons.setdefault(item.source_key, {})[item.line_number] = item.reason
        for place, entry in entries:
            wanted = reasons.get(printable(entry.key))
            if wanted and self._is_listed_one(reader, place, entry):
                with os.fdopen(reader.open(str(place)), "rb") as file:
                    for number, line in enumerate(read_lines(file, ".gz", _ANY_LENGTH), start=1):
                        if number in wanted:
                            self._write_line(entry.key, number, wanted[number], line)

    def _write_line(self, key: str, number: int, reason: str, line: bytes) -> None:
        target = quarantine_path(self._layout, reason, self.manifest.batch_id, key, number)
        write_durably(target, gzip.compress(line, mtime=0))

    def _move(self, reader: FileReader, place: int, entry: ManifestEntry, target: Path) -> bool:
        """Move a file that is the listed one; another goes back. Returns whether it is at its target now."""
        path = self._outgoing / str(place)
        if not os.path.lexists(path):
            return os.path.lexists(target)
        if not self._is_listed_one(reader, place, entry):
            self.give_back(place, entry)
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        move_file(path, target)
        return True

    def _remove(self, reader: FileReader, packed: Sequence[_Listed]) -> None:
        """Remove what the archive holds. Several at a time: each waits for the file system's journal."""
        outgoing = reader.folder("")

        def remove(entries: Sequence[_Listed]) -> None:
            for place, _ in entries:
                with suppress(FileNotFoundError):
                    os.unlink(str(place), dir_fd=outgoing)

        with ThreadPoolExecutor(_REMOVERS) as pool:
            list(pool.map(remove, (packed[first::_REMOVERS] for first in range(_REMOVERS))))

    def _is_listed_one(self, reader: FileReader, place: int, entry: ManifestEntry) -> bool:
        """Whether the bytes are those of the manifest; what never could be read is not compared."""
        if not entry.blake2b:
            return True
        try:
            return reader.entry(str(place)).blake2b == entry.blake2b
        except OSError as error:
            if fault_of(error) is None:
                log.info("%s is gone.", ascii(entry.key))
            return False

    def give_back(self, place: int, entry: ManifestEntry) -> None:
        """Put what is not the listed file back where it arrived, but never over another one."""
        path = self._outgoing / str(place)
        if not os.path.lexists(path):
            return
        log.warning("%s goes back to uploaded/, where it waits for the next batch.", ascii(entry.key))
        self._left += 1
        first = self._layout.uploaded / entry.key
        name = short_name(printable(first.name))
        others = (first.with_name(f"returned-{turn}-{name}") for turn in count())
        for target in chain([first], others):
            if os.path.lexists(target):
                # A killed process may have linked it already.
                if os.path.samestat(path.lstat(), target.lstat()):
                    break
            elif path.is_dir() and not path.is_symlink():
                path.rename(target)
                return
            else:
                os.link(path, target, follow_symlinks=False)
                break
        path.unlink()


def give_all_back(manifest: Manifest) -> None:
    """Undo the first step of an archive whose batch is no longer in the ledger: the tables were emptied."""
    archive = BatchArchive(manifest, (), ())
    for place, entry in enumerate(manifest.entries()):
        archive.give_back(place, entry)


def _renamed(place: int, entry: ManifestEntry) -> ManifestEntry:
    return ManifestEntry(str(place), entry.size, entry.blake2b)
