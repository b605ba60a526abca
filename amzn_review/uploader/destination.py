"""Where a stream of files can be dropped."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class Box(Protocol):
    """Takes files of one folder, each once ever; threads may share it."""

    @property
    def dropped(self) -> AbstractSet[str]:
        """The names dropped before it was opened."""

    def drop(self, *sources: Path) -> None:
        """Take these files, each whole or not at all."""


class Destination(Protocol):
    """The folders below uploaded/, on a disk or in a bucket."""

    @property
    def journals(self) -> Path:
        """The folder in which its boxes remember what they took."""

    def open_box(self, folder: str) -> AbstractContextManager[Box]:
        """The box of a folder below uploaded/, such as ``reviews/all_beauty``."""
