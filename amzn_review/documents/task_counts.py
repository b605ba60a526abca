"""What was read of one task's documents in a batch."""

from __future__ import annotations

import msgspec


class TaskCounts(msgspec.Struct):
    """Records in `files` converted files: `staged` documents, and `quarantined` ones that are none."""

    files: int = 0
    staged: int = 0
    quarantined: int = 0

    @property
    def listed(self) -> int:
        """All records."""
        return self.staged + self.quarantined

    def add(self, other: TaskCounts) -> None:
        """Count what the other has counted."""
        self.files += other.files
        self.staged += other.staged
        self.quarantined += other.quarantined
