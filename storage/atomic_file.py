"""Files that are there whole or not at all, a power cut included."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

_SYNCERS = 16
_LONGEST_NAME = 200  # bytes; a file system takes 255


def write_durably(path: Path, content: bytes, mode: int | None = None, *, overwrite: bool = True) -> None:
    """Write `content` to `path`, whose folder is made if missing, with the permissions `mode`.

    What was there is replaced at once; without `overwrite` it stays, and FileExistsError is raised. Raises
    OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(path, overwrite=overwrite) as partial:
        if mode is not None:
            partial.touch(mode)  # before anything is in it
            partial.chmod(mode)
        partial.write_bytes(content)


@contextmanager
def atomic_file(path: Path, *, durable: bool = True, overwrite: bool = True) -> Iterator[Path]:
    """Give the path of a hidden file beside `path` to write; when the block ends well it takes that name.

    When the block raises, `path` is as before and the hidden file is gone; a killed process leaves it, and
    the next writer begins it again. `durable`: wait until `path` is on the disk with its bytes. One writer of
    a path at a time; without `overwrite` several may write, and all but the first one get FileExistsError.
    Raises OSError.
    """
    partial = path.with_name(_partial_name(path.name if overwrite else f"{path.name}.{os.getpid()}"))
    try:
        yield partial
        if durable and not partial.is_symlink():
            with partial.open("rb") as written:
                sync_file(written.fileno())
        if overwrite:
            partial.replace(path)
        else:
            os.link(partial, path)
        if durable:
            sync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def rename_durably(old: Path, new: Path) -> None:
    """Rename a file whose bytes are synced; then wait until its folders are on the disk. Raises OSError."""
    old.replace(new)
    sync_folder(new.parent)
    if old.parent != new.parent:
        sync_folder(old.parent)


def move_file(path: Path, target: Path) -> None:
    """Move a file, to another file system too; there it is whole or not at all. Raises OSError."""
    move_unsynced(path, target)
    sync_folder(target.parent)


def move_unsynced(path: Path, target: Path) -> None:
    """As `move_file`; after many of them into one folder the caller syncs that once. Raises OSError."""
    try:
        path.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with atomic_file(target) as partial:
            shutil.copy2(path, partial, follow_symlinks=False)
        path.unlink()


def sync_file(descriptor: int) -> None:
    """Wait until the file's bytes are on the disk (fsync(2))."""
    os.fsync(descriptor)


def sync_files(paths: Sequence[Path]) -> None:
    """`sync_file` for many, several at a time: one commit of the file system's journal serves all of them."""

    def sync(some: Sequence[Path]) -> None:
        for path in some:
            with path.open("rb") as file:
                sync_file(file.fileno())

    with ThreadPoolExecutor(_SYNCERS) as pool:
        list(pool.map(sync, (paths[first::_SYNCERS] for first in range(_SYNCERS))))


def sync_folders(folders: Iterable[Path]) -> None:
    """`sync_folder` for many, each once."""
    for folder in set(folders):
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Wait until the folder's names are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_partials(folder: Path) -> None:
    """Remove the unfinished files that a killed process left; nobody else may be writing there."""
    for partial in folder.glob(".*.partial"):
        partial.unlink()


def _partial_name(name: str) -> str:
    if len(name.encode()) > _LONGEST_NAME:
        name = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
    return f".{name}.partial"
