"""A folder into which files are dropped whole, and each once ever."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amzn_review.uploader.drop_journal import DropJournal

_BLOCK_BYTES = 1024 * 1024


class DropBox:
    """Copies files into ``destination`` and remembers their names in ``journal``, one a line.

    A file is written as ``.NAME.part``, its name is appended to the journal, the part is renamed. Whoever is
    killed between two of these steps is put right by the next ``open()``: a part in the journal is finished,
    any other part is removed. So nothing is dropped twice, even if the loader has taken dropped files away
    meanwhile. Threads may share a box; processes may not.

    This holds for a killed process, not for a power cut, as nothing is forced onto the disk. After one, the
    journal's last names may be lost: those files are dropped again, and the loader's review_key meets the
    repetition. Or a name is in the journal and its file is empty or torn: the loader sets that one aside in
    the quarantine, and no later run drops it again; its bytes are still where they were copied from, in
    DATA_DIR/<category>.
    """

    def __init__(self, destination: Path, journal: Path) -> None:
        self.destination = destination
        self.journal = journal
        self.dropped: frozenset[str] = frozenset()
        self._journal = DropJournal(journal)
        self._destination_fd = -1

    @contextmanager
    def open(self) -> Iterator[DropBox]:
        """Put right what a killed run left, fill ``dropped`` with the names dropped ever, accept files."""
        self.destination.mkdir(parents=True, exist_ok=True)
        with self._journal.open() as names:
            self._destination_fd = os.open(self.destination, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                self.dropped = frozenset(names)
                self._recover()
                yield self
            finally:
                os.close(self._destination_fd)

    def drop(self, *sources: Path) -> None:
        """Copy each of ``sources`` into the box, whole or not at all as long as the power stays on.

        Raises OSError; then the name is not in the journal, unless it was the rename that failed: the next
        ``open()`` finishes that one.
        """
        for source in sources:
            part = f".{source.name}.part"
            try:
                self._copy(source, part)
                self._journal.add([source.name])
            except OSError:
                self._remove(part)
                raise
            self._finish(part, source.name)

    def _copy(self, source: Path, part: str) -> None:
        read_fd = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
            write_fd = os.open(part, flags, 0o644, dir_fd=self._destination_fd)
            try:
                while block := os.read(read_fd, _BLOCK_BYTES):
                    written = 0
                    while written < len(block):
                        written += os.write(write_fd, block[written:])
            finally:
                os.close(write_fd)
        finally:
            os.close(read_fd)

    def _finish(self, part: str, name: str) -> None:
        os.rename(part, name, src_dir_fd=self._destination_fd, dst_dir_fd=self._destination_fd)

    def _remove(self, part: str) -> None:
        try:
            os.unlink(part, dir_fd=self._destination_fd)
        except FileNotFoundError:
            return

    def _recover(self) -> None:
        with os.scandir(self.destination) as entries:
            parts = [
                entry.name for entry in entries if entry.name.startswith(".") and entry.name.endswith(".part")
            ]
        for part in parts:
            name = part[1 : -len(".part")]
            if name in self.dropped:
                self._finish(part, name)
            else:
                self._remove(part)
