"""Ids that stand in more than one place of the files of a command."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class RepeatedIds:
    """Remembers in which file each id was seen first."""

    _first: dict[str, str] = field(default_factory=dict)
    _found: Counter[tuple[str, str]] = field(default_factory=Counter)
    _example: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, external_id: str, file: str) -> None:
        """Note an id of a file."""
        first = self._first.setdefault(external_id, file)
        if first != file:
            self._found[first, file] += 1
            self._example.setdefault((first, file), external_id)

    def notes(self) -> list[str]:
        """A sentence for each two files that share ids."""
        return [
            f"{first} and {second} share {count:,} {'id' if count == 1 else 'ids'}, "
            f"such as {self._example[first, second]}: it stands in two splits"
            for (first, second), count in self._found.items()
        ]
