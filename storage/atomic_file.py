"""Files that are there whole or not at all, a power cut included."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_SYNCERS = 16


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`, whose folder is made if missing; an earlier file is replaced at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            sync_file(file.fileno())
        settle(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def settle(partial: Path, path: Path) -> None:
    """Give a finished, synced file its name for good."""
    partial.replace(path)
    sync_folder(path.parent)


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
