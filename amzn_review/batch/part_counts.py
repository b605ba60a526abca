"""What was read of one part of a batch, such as a task of documents."""

from __future__ import annotations

import msgspec


class PartCounts(msgspec.Struct):
    """Records in `files` files: `staged` for the warehouse, and `quarantined` ones that are none."""

    files: int = 0
    staged: int = 0
    quarantined: int = 0

    @property
    def listed(self) -> int:
        """All records."""
        return self.staged + self.quarantined

    def add(self, other: PartCounts) -> None:
        """Count what the other has counted."""
        self.files += other.files
        self.staged += other.staged
        self.quarantined += other.quarantined
