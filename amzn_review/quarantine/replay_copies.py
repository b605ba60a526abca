"""Copies of files of the quarantine, from being written to being there under a name in uploaded/."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType

from amzn_review.batch.quarantine_names import split_name
from amzn_review.data_layout import REVIEW_SUFFIX, DataLayout
from amzn_review.quarantine.preview import file_kind
from storage.atomic_file import sync_files, sync_folders


@dataclass(frozen=True)
class ReplayCopies:
    """A hidden folder below uploaded/, empty when the block begins and gone when it ends."""

    layout: DataLayout

    def __enter__(self) -> ReplayCopies:
        self._remove()
        self._folder.mkdir(parents=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._remove()

    def path(self, number: int) -> Path:
        """Where the copy for the record of this number is to be written."""
        return self._folder / f"{number}{REVIEW_SUFFIX}"

    def let_appear(self, keys: Mapping[int, str]) -> dict[int, str]:
        """Let finished copies appear, over no other file; returns the keys that they got, by number.

        Both their bytes and their names are on the disk then: it is waited for once for all. Raises OSError.
        """
        sync_files([self.path(number) for number in keys])
        got = {number: self._give_name(number, key) for number, key in keys.items()}
        sync_folders((self.layout.uploaded / key).parent for key in got.values())
        return got

    @property
    def _folder(self) -> Path:
        return self.layout.uploaded / ".replay"

    def _remove(self) -> None:
        if self._folder.exists():
            shutil.rmtree(self._folder)

    def _give_name(self, number: int, key: str) -> str:
        """Link the copy to its key, or to another if that is taken.

        A file of the same bytes is the one that an interrupted replay put there.
        """
        source, _, name = key.rpartition("/")
        folder = self.layout.uploaded / source
        folder.mkdir(parents=True, exist_ok=True)
        for candidate in _names(name, number):
            target = folder / candidate
            try:
                os.link(self.path(number), target)
            except FileExistsError:
                if not _is_same(self.path(number), target):
                    continue
            return f"{source}/{candidate}"
        raise AssertionError("the names have no end")


def _is_same(copy: Path, target: Path) -> bool:
    return file_kind(target) == "file" and filecmp.cmp(copy, target, shallow=False)


def _names(name: str, number: int) -> Iterator[str]:
    yield name
    stem, suffix = split_name(name)
    # A station list is known by its name's beginning.
    first = "" if suffix == REVIEW_SUFFIX else f"{stem}."
    yield f"{first}replayed-{number}{suffix}"
    for turn in count(2):
        yield f"{first}replayed-{number}-{turn}{suffix}"
