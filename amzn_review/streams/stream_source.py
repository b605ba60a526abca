"""The entries of a stream as files in uploaded/, acknowledged when they are loaded and archived."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from amzn_review.batch.manifest import Manifest
from amzn_review.data_layout import DataLayout
from amzn_review.streams.entry_log import EntryLog
from amzn_review.streams.stream_entry import StreamEntry, entry_id_of
from storage.atomic_file import sync_files, sync_folders

_UNFINISHED = ".entry"  # the end of a hidden file's name; nobody else's
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
# An entry is there whole, so nothing may take its file for a young one that is still being written.
_LONG_AGO = (0, 0)


@dataclass
class StreamSource:
    """An ArrivalSource over a stream: a file is named after its entry's id, so a manifest lists ids.

    A file is not forced onto the disk: as long as its entry is not acknowledged, the stream gives it again.
    That is other where acknowledging an entry acknowledges all before it.
    """

    log: EntryLog
    _is_clean: bool = field(default=False, init=False)

    def bring(self, layout: DataLayout, most: int) -> int:
        """As ArrivalSource.bring. Raises StreamError, OSError."""
        if not self._is_clean:
            _remove_unfinished(layout)
            self._is_clean = True
        brought: list[Path] = []
        with ExitStack() as stack:
            folders: dict[str, int] = {}
            for entry in self.log.entries(most):
                path = layout.uploaded / entry.key
                if entry.folder not in folders:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    folders[entry.folder] = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                    stack.callback(os.close, folders[entry.folder])
                _write(folders[entry.folder], path.name, entry)
                brought.append(path)
        if self.log.acknowledges_positions:
            sync_files(brought)
            sync_folders(path.parent for path in brought)
        return len(brought)

    def acknowledge(self, manifest: Manifest, keys: Sequence[str]) -> None:
        """As ArrivalSource.acknowledge. Raises StreamError, OSError."""
        ids = [entry_id for key in keys if (entry_id := entry_id_of(key))]
        if ids:
            _sync_archived(manifest)
            self.log.acknowledge(ids)


def _write(folder: int, name: str, entry: StreamEntry) -> None:
    part = f".{entry.entry_id}{_UNFINISHED}"
    with os.fdopen(os.open(part, _FLAGS, 0o644, dir_fd=folder), "wb") as file:
        file.write(entry.content)
        file.flush()
        os.utime(file.fileno(), _LONG_AGO)
    os.rename(part, name, src_dir_fd=folder, dst_dir_fd=folder)


def _remove_unfinished(layout: DataLayout) -> None:
    """Remove what a killed reader left half written; its entries come again."""
    for pattern in (f"reviews/*/.*{_UNFINISHED}", f"metadata/products/.*{_UNFINISHED}"):
        for part in layout.uploaded.glob(pattern):
            part.unlink()


def _sync_archived(manifest: Manifest) -> None:
    """Wait for the disk: once acknowledged, the archive and the quarantine hold the only copy.

    The pack is on the disk already; files that were moved are not.
    """
    layout = manifest.layout
    moved = [*(layout.raw / manifest.batch_id).rglob("*")]
    for reason in layout.quarantine.glob(f"*/{manifest.batch_id}"):
        moved += reason.rglob("*")
    sync_files([path for path in moved if path.is_file() and not path.is_symlink()])
