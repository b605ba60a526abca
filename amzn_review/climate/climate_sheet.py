"""What became of the lines of a batch of climate files, in numbers that have to add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from amzn_review.part_sheet import PartSheet


@dataclass(frozen=True)
class ClimateSheet(PartSheet):
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

    part_field: ClassVar[str] = "target_table"
    summands: ClassVar[Mapping[str, str]] = {
        "added": "new",
        "changed": "changed",
        "unchanged": "same",
        "quarantined": "quarantined",
    }


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
