"""What a removal has taken out."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class RemovalCounts:
    """Records of a demo by the place of their files, rows by table, and exports for training that had one."""

    records: dict[str, int] = field(default_factory=dict)
    exports: int = 0
    rows: dict[str, int] = field(default_factory=dict)

    def add(self, place: str, records: int) -> None:
        """Count records that were taken out of files of a place."""
        self.records[place] = self.records.get(place, 0) + records

    def text(self) -> str:
        """One line for a person."""
        parts = [
            *(f"{count:,} records from {place}" for place, count in self.records.items() if count),
            *([f"{self.exports:,} exports for training"] if self.exports else []),
            *(f"{count:,} rows of {table}" for table, count in self.rows.items() if count),
        ]
        return f"removed: {', '.join(parts) or 'nothing, there was nothing made up'}"
