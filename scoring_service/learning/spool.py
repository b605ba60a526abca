"""Suggestions on the disk: there when a client is told so, gone when the warehouse has them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from scoring_service.learning.suggestion import Suggestion
from storage.atomic_file import sync_folder, write_durably

OWNER_ONLY = 0o600
SUFFIX, DAMAGED = ".json", ".damaged"


class SuggestionSpool:
    """A folder with a file a suggestion, whose names sort by when they came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, suggestion: Suggestion) -> None:
        """Keep a suggestion; it is on the disk then. Raises OSError."""
        name = f"{time.time_ns():020d}-{suggestion.key}{SUFFIX}"
        write_durably(self._folder / name, msgspec.json.encode(suggestion), OWNER_ONLY)

    def waiting(self) -> list[Path]:
        """Return the files of those that wait, the oldest first."""
        return sorted(self._folder.glob(f"[!.]*{SUFFIX}"))

    def read(self, most: int) -> Iterator[tuple[Path, Suggestion]]:
        """Yield the oldest suggestions with their files, at most so many.

        A damaged file is renamed, so that it does not hold up the others. Raises OSError.
        """
        for file in self.waiting()[:most]:
            try:
                yield file, msgspec.json.decode(file.read_bytes(), type=Suggestion)
            except msgspec.DecodeError:
                file.rename(file.with_suffix(DAMAGED))

    def remove(self, files: list[Path]) -> None:
        """Forget suggestions that the warehouse has. Raises OSError."""
        for file in files:
            file.unlink(missing_ok=True)
        if files:
            sync_folder(self._folder)
