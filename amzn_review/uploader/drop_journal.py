"""The names of what was dropped ever, one a line."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class DropJournal:
    """A file that grows by whole lines; a line that a killed process tore is cut off by the next ``open()``.

    Threads may share a journal; processes may not. Nothing is forced onto the disk: a power cut may take the
    last lines.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = -1
        self._writing = threading.Lock()

    @contextmanager
    def open(self) -> Iterator[tuple[str, ...]]:
        """Accept lines while the block runs; gives the lines of earlier runs."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._descriptor = os.open(self.path, flags, 0o644)
        try:
            yield self._read()
        finally:
            os.close(self._descriptor)

    def add(self, lines: Sequence[str]) -> None:
        """Append ``lines``, all or none of them. Raises OSError."""
        content = b"".join(os.fsencode(line) + b"\n" for line in lines)
        with self._writing:
            size = os.fstat(self._descriptor).st_size
            if os.write(self._descriptor, content) == len(content):
                return
            # Half a line would swallow the one after it. Only a full disk cuts a write this short.
            os.ftruncate(self._descriptor, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))

    def empty(self) -> None:
        """Forget every line."""
        with self._writing:
            os.ftruncate(self._descriptor, 0)

    def _read(self) -> tuple[str, ...]:
        content = self.path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.ftruncate(self._descriptor, whole)
        return tuple(os.fsdecode(line) for line in content[:whole].split(b"\n") if line)
