"""What became of the lines of a batch of climate files, in numbers that have to add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from amzn_review.balance_sheet import UnbalancedBatchError


@dataclass(frozen=True)
class ClimateSheet:
    """One batch and table: `listed` = `added` + `changed` + `unchanged` + `quarantined`, all lines of files.

    `target_table` is "stations" or "climate"; `files` are those that feed it.
    """

    batch_id: str
    target_table: str
    run_id: str
    files: int
    listed: int
    added: int
    changed: int
    unchanged: int
    quarantined: int

    def require_balance(self) -> None:
        """Raises UnbalancedBatchError with the numbers."""
        parts = (self.added, self.changed, self.unchanged, self.quarantined)
        if self.listed != sum(parts) or min(parts) < 0:
            raise UnbalancedBatchError(f"The balance does not close: {self.text()}. Nothing was loaded.")

    def text(self) -> str:
        """The sheet on one line."""
        return f"batch {self.batch_id}: {self.equation()}"

    def equation(self) -> str:
        """The numbers alone, on one line."""
        return (
            f"{self.target_table} {self.listed:,} listed = {self.added:,} new + {self.changed:,} changed + "
            f"{self.unchanged:,} same + {self.quarantined:,} quarantined ({self.files:,} files)"
        )

    def as_dict(self) -> dict[str, str | int]:
        """The fields by name."""
        return asdict(self)


def summed(sheets: Sequence[ClimateSheet]) -> list[ClimateSheet]:
    """One sheet a table, stations first: the sums of those given."""
    sums = []
    for table in ("stations", "climate"):
        if of_table := [sheet for sheet in sheets if sheet.target_table == table]:
            numbers = {
                name: sum(getattr(sheet, name) for sheet in of_table)
                for name in ("files", "listed", "added", "changed", "unchanged", "quarantined")
            }
            sums.append(ClimateSheet(of_table[-1].batch_id, table, of_table[-1].run_id, **numbers))
    return sums
