"""Originals of files that went back to uploaded/, until the warehouse knows it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from amzn_review.archive import move_file
from amzn_review.data_layout import PIECE_SUFFIX, DataLayout

_MENDED, _AS_IT_WAS = "mended", "as-it-was"


@dataclass(frozen=True)
class HandedBack:
    """A record of which a file waits in uploaded/ as `key`; `is_mended` if its original has other bytes."""

    quarantine_id: int
    batch_id: str
    key: str
    is_mended: bool


def note(layout: DataLayout, file: HandedBack, original: Path) -> None:
    """Move the original to quarantine/.handed-back/, where its place says all that `settle` has to know."""
    kind = _MENDED if file.is_mended else _AS_IT_WAS
    key = Path(file.key)
    place = _folder(layout) / kind / file.batch_id / key.parent / str(file.quarantine_id) / key.name
    place.parent.mkdir(parents=True, exist_ok=True)
    original.rename(place)
    _remove_empty(original.parent, layout.quarantine)


def settle(layout: DataLayout, mark: Callable[[Sequence[HandedBack]], None]) -> list[HandedBack]:
    """`mark` what was noted, then keep each original in raw/ if it was mended, and remove it if not.

    Safe to repeat after whatever `mark` raises, and after OSError.
    """
    originals = {_noted(layout, path): path for path in _files(_folder(layout))}
    if originals:
        mark(list(originals))
    for file, original in originals.items():
        if file.is_mended:
            _keep(original, layout.raw / file.batch_id / file.key, file.quarantine_id)
        else:
            original.unlink()
    if _folder(layout).exists():
        shutil.rmtree(_folder(layout))
    return list(originals)


def _folder(layout: DataLayout) -> Path:
    return layout.quarantine / ".handed-back"


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if not path.is_dir())


def _noted(layout: DataLayout, path: Path) -> HandedBack:
    kind, batch_id, *source, number, name = path.relative_to(_folder(layout)).parts
    return HandedBack(int(number), batch_id, "/".join((*source, name)), kind == _MENDED)


def _keep(original: Path, target: Path, quarantine_id: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target = target.with_name(f"replayed-{quarantine_id}{PIECE_SUFFIX}")
    move_file(original, target)


def _remove_empty(folder: Path, quarantine: Path) -> None:
    """Remove the folders that hold nothing any more, up to that of the batch."""
    while folder.parent != quarantine:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
