"""What stays of a warehouse that is deleted, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FinalSnapshot:
    """The snapshot that a deletion takes; `name` is None when it takes none."""

    name: str | None

    @property
    def plan(self) -> str:
        """What the question says will be kept."""
        return f"keeping snapshot {self.name}" if self.name else "with all its data, without a snapshot"

    def outcome(self, *, is_leaving: bool) -> str:
        """What the end says was kept; `is_leaving`: the deletion was under way before."""
        if is_leaving:
            return "its deletion was under way, and what it keeps was decided then"
        return f"its data are in snapshot {self.name}" if self.name else "no snapshot was taken"
