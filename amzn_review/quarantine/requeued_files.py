"""Originals of files that went back to uploaded/, until the warehouse knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from amzn_review.data_layout import REVIEW_SUFFIX, DataLayout
from storage.atomic_file import move_unsynced, sync_folders, write_durably


class RequeuedFile(msgspec.Struct, frozen=True):
    """A record of which a file waits in uploaded/ as `key`; `is_mended` if its original has other bytes."""

    quarantine_id: int
    batch_id: str
    key: str
    is_mended: bool


_encoder = msgspec.json.Encoder()
_decode_lines = msgspec.json.Decoder(RequeuedFile).decode_lines


def record_requeued(layout: DataLayout, originals: Mapping[RequeuedFile, Path]) -> None:
    """Move the originals to quarantine/.handed-back/, with the list that `finish_requeue` reads."""
    if not originals:
        return
    write_durably(_list(layout), _encoder.encode_lines(list(originals)))
    for file, original in originals.items():
        original.rename(_place(layout, file))
    for folder in {original.parent for original in originals.values()}:
        remove_empty(folder, layout.quarantine)


def finish_requeue(layout: DataLayout, mark: Callable[[Sequence[RequeuedFile]], None]) -> list[RequeuedFile]:
    """`mark` what was noted, then keep each original in raw/ if it was mended, and remove it if not.

    Safe to repeat after whatever `mark` raises, and after OSError.
    """
    if not _list(layout).exists():
        return []
    # One that is listed and not there was never moved, or is settled.
    noted = [file for file in _decode_lines(_list(layout).read_bytes()) if _place(layout, file).exists()]
    if noted:
        mark(noted)
    kept = [_keep(layout, file) for file in noted if file.is_mended]
    sync_folders(path.parent for path in kept)
    for file in noted:
        _place(layout, file).unlink(missing_ok=True)
    _list(layout).unlink()
    with suppress(OSError):
        _folder(layout).rmdir()
    return noted


def remove_empty(folder: Path, root: Path) -> None:
    """Remove the folders that hold nothing any more, up to that of the reason, which lies in `root`."""
    while folder.parent != root:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _folder(layout: DataLayout) -> Path:
    return layout.quarantine / ".handed-back"


def _list(layout: DataLayout) -> Path:
    return _folder(layout) / "list.jsonl"


def _place(layout: DataLayout, file: RequeuedFile) -> Path:
    return _folder(layout) / f"{file.quarantine_id}{REVIEW_SUFFIX}"


def _keep(layout: DataLayout, file: RequeuedFile) -> Path:
    """Move an original to raw/, over no other file. Returns where it is now."""
    target = layout.raw / file.batch_id / file.key
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target = target.with_name(f"replayed-{file.quarantine_id}{REVIEW_SUFFIX}")
    move_unsynced(_place(layout, file), target)
    return target
