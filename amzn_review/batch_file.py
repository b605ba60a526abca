"""The files of a batch as bytes: read once, hashed, and known again by that hash."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from amzn_review.arrivals import Arrival
from amzn_review.bad_record import BadRecord, shown
from amzn_review.manifest import ManifestEntry

SMALL_BYTES = 64 * 1024  # a file up to this size is read in one call; a review has some hundred bytes
KEPT_BYTES = 64 * 1024 * 1024  # of small files kept in memory between the manifest and the load
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


def digest_of(content: bytes) -> str:
    """BLAKE2b-128 (RFC 7693) in hex."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _new_digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)



@dataclass(slots=True)
class BatchFile:
    """One listed file; `content` is there as long as it is kept, `fault` says why it cannot be read."""

    entry: ManifestEntry
    content: bytes | None = None
    fault: BadRecord | None = None


class FileChangedError(Exception):
    """A file is gone, or holds other bytes than when it was listed."""


@contextmanager
def _unreadable() -> Iterator[None]:
    """What keeps a file from being read, as a fault of the file; a full disk and the like stay themselves."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileChangedError(str(error.filename)) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise BadRecord("symlink", "file", "a link", "a file, as links are never followed") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EIO, errno.ENXIO, errno.EISDIR):
            raise BadRecord(
                "unreadable", "file", shown(error.strerror), "a file that this user may read"
            ) from error
        raise


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

    def list_files(self, arrivals: Iterable[Arrival]) -> list[BatchFile]:
        """The arrivals as listed files, sorted by key; what has vanished meanwhile is not among them."""
        kept = 0
        files = []
        for arrival in sorted(arrivals, key=lambda arrival: arrival.key):
            file = self._listed(arrival)
            if file is not None:
                kept += len(file.content or b"")
                if kept > KEPT_BYTES:
                    file.content = None
                files.append(file)
        return files

    def content(self, entry: ManifestEntry) -> bytes:
        """The bytes of a small listed file. Raises FileChangedError or BadRecord (unreadable)."""
        with _unreadable():
            content = self.read(entry.key, SMALL_BYTES)
        if content is None or digest_of(content) != entry.blake2b:
            raise FileChangedError(entry.key)
        return content

    def open_listed(self, entry: ManifestEntry) -> BinaryIO:
        """A listed file of any size; reading on at its end raises FileChangedError if the bytes were others."""
        with _unreadable():
            return cast(BinaryIO, _CheckedFile(os.fdopen(self.open(entry.key), "rb"), entry))

    def age_seconds(self, key: str) -> float:
        """How long ago the file was last written to."""
        with _unreadable():
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

    def _listed(self, arrival: Arrival) -> BatchFile | None:
        key = arrival.key
        try:
            if arrival.fault:
                raise arrival.fault
            with _unreadable():
                content = self.read(key, SMALL_BYTES)
                if content is None:
                    return BatchFile(self.entry(key))
        except FileChangedError:
            return None
        except BadRecord as bad:
            return BatchFile(ManifestEntry(key, -1, ""), None, bad)
        return BatchFile(ManifestEntry(key, len(content), digest_of(content)), content)

    def entry(self, key: str) -> ManifestEntry:
        """A file of any size as it is now. Raises OSError."""
        with os.fdopen(self.open(key), "rb") as file:
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

    def __exit__(self, *_: object) -> None:
        self._file.close()
