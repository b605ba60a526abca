"""The files of a batch as bytes: read once, hashed, and known again by that hash."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from amzn_review.batch.arrivals import Arrival
from amzn_review.batch.manifest import ManifestEntry
from text_files.bad_record import BadRecord, shown

SMALL_BYTES = 64 * 1024  # a file up to this size is read in one call; a review has some hundred bytes
KEPT_BYTES = 64 * 1024 * 1024  # of small files that a reader keeps between the manifest and the load
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


def digest_of(content: bytes) -> str:
    """BLAKE2b-128 (RFC 7693) in hex."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _new_digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)


class BatchFile(msgspec.Struct):
    """One listed file; `content` is there as long as it is kept, `fault` says why it cannot be read."""

    entry: ManifestEntry
    content: bytes | None = None
    fault: BadRecord | None = None


class FileChangedError(Exception):
    """A file is gone, or holds other bytes than when it was listed."""


def fault_of(error: OSError) -> BadRecord | None:
    """What keeps a file from being read, as a fault of that file; None if it is gone.

    Raises the error itself when it is none of the file's: a full disk, too many open files.
    """
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return None
    if error.errno == errno.ELOOP:
        return BadRecord("symlink", "file", "a link", "a file, as links are never followed")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EIO, errno.ENXIO, errno.EISDIR):
        return BadRecord("unreadable", "file", shown(error.strerror), "a file that this user may read")
    raise error


@contextmanager
def _as_fault(entry: ManifestEntry) -> Iterator[None]:
    """A file that could be read when it was listed has changed if it cannot be read now."""
    try:
        yield
    except OSError as error:
        fault = fault_of(error)
        if fault and entry.size < 0:
            raise fault from error
        raise FileChangedError(entry.key) from error


@contextmanager
def opened_folders(root: Path) -> Iterator[FileReader]:
    """A reader of the files below `root`; it keeps their folders open while the block runs."""
    with ExitStack() as stack:
        yield FileReader(root, stack)


class FileReader:
    """Reads files by their key below `root`, never through a link."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self._root = root
        self._stack = stack
        self._folders: dict[str, int] = {}
        self._kept = 0

    def listed(self, arrival: Arrival) -> BatchFile | None:
        """The arrival as a listed file; None when it has vanished meanwhile. Raises OSError."""
        key = arrival.key
        try:
            content = None if arrival.fault else self.read(key, SMALL_BYTES)
            if content is None:
                return BatchFile(self._entry(arrival), None, arrival.fault)
        except OSError as error:
            fault = fault_of(error)
            return BatchFile(ManifestEntry(key, -1, ""), None, fault) if fault else None
        self._kept += len(content)
        entry = ManifestEntry(key, len(content), digest_of(content))
        return BatchFile(entry, content if self._kept <= KEPT_BYTES else None)

    def content(self, entry: ManifestEntry) -> bytes:
        """The bytes of a small listed file. Raises FileChangedError, BadRecord if it never was one."""
        with _as_fault(entry):
            content = self.read(entry.key, SMALL_BYTES)
        if content is None or digest_of(content) != entry.blake2b:
            raise FileChangedError(entry.key)
        return content

    def open_listed(self, entry: ManifestEntry) -> BinaryIO:
        """A listed file of any size; at its end FileChangedError is raised if the bytes were others."""
        with _as_fault(entry):
            return cast(BinaryIO, _CheckedFile(os.fdopen(self.open(entry.key), "rb"), entry))

    def age_seconds(self, key: str) -> float:
        """How long ago the file was last written to."""
        with _as_fault(ManifestEntry(key, 0, "")):
            return time.time() - os.stat(key, dir_fd=self.folder(""), follow_symlinks=False).st_mtime

    def open(self, key: str) -> int:
        """A descriptor of the file. Raises FileNotFoundError, OSError."""
        folder, _, name = key.rpartition("/")
        return os.open(name, _FLAGS, dir_fd=self.folder(folder))

    def folder(self, name: str) -> int:
        """A descriptor of a folder below `root`; it stays open as long as the reader. Raises OSError."""
        descriptor = self._folders.get(name)
        if descriptor is None:
            descriptor = os.open(self._root / name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            self._folders[name] = descriptor
            self._stack.callback(os.close, descriptor)
        return descriptor

    def read(self, key: str, most: int) -> bytes | None:
        """The bytes of a file; None when there are more than `most`. Raises OSError."""
        descriptor = self.open(key)
        try:
            content = os.read(descriptor, most + 1)
        finally:
            os.close(descriptor)
        return content if len(content) <= most else None

    def _entry(self, arrival: Arrival) -> ManifestEntry:
        return ManifestEntry(arrival.key, -1, "") if arrival.fault else self.entry(arrival.key)

    def entry(self, key: str) -> ManifestEntry:
        """A file of any size as it is now. Raises OSError."""
        with os.fdopen(self.open(key), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(errno.ENXIO, "No plain file", key)
            digest = hashlib.file_digest(file, _new_digest).hexdigest()
            return ManifestEntry(key, file.tell(), digest)


class _CheckedFile:
    """Hashes what is read from the start; at its end the bytes have to be those that were listed."""

    def __init__(self, file: BinaryIO, entry: ManifestEntry) -> None:
        self._file = file
        self._entry = entry
        self._digest = _new_digest()

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises FileChangedError at the end of another file than was listed."""
        content = self._file.read(size)
        self._digest.update(content)
        if not content and size != 0 and self._digest.hexdigest() != self._entry.blake2b:
            raise FileChangedError(self._entry.key)
        return content

    def seek(self, position: int) -> int:
        """Back to the start, which is all that a reader of gzip asks for."""
        self._digest = _new_digest()
        return self._file.seek(position)

    def __enter__(self) -> _CheckedFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Close it. What is wrong with a file counts if it is the listed one; else FileChangedError."""
        try:
            if kind is BadRecord:
                while self.read(SMALL_BYTES):
                    pass
        finally:
            self._file.close()
