"""A loaded batch, as the ledger of either warehouse knows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.part_sheet import PartSheet


@dataclass(frozen=True)
class LoadedBatch:
    """A balance sheet and when it was committed, in UTC."""

    sheet: BalanceSheet
    loaded_at: datetime

    def as_dict(self) -> dict[str, Any]:
        """The sheet's fields by name, and `loaded_at` in ISO 8601."""
        return {**self.sheet.as_dict(), "loaded_at": self.loaded_at.isoformat()}


@dataclass(frozen=True)
class ReasonCount:
    """How many records of a batch were set aside for a reason, and how many of them still are."""

    reason: str
    records: int
    open: int


@dataclass(frozen=True)
class BatchReport:
    """One batch in full.

    `manifest`: its list of files, None if that is lost; `archive`: where they are. Paths, or s3:// addresses.
    """

    batch: LoadedBatch
    held_keys: list[str]
    quarantined: list[ReasonCount]
    manifest: str | None
    is_archived: bool
    archive: list[str]


@dataclass(frozen=True)
class PartReport:
    """One batch of climate or documents in full: a sheet a part, and otherwise as `BatchReport`."""

    sheets: Sequence[PartSheet]
    held_keys: list[str]
    quarantined: list[ReasonCount]
    manifest: str | None
    is_archived: bool
    archive: list[str]


def loaded_batch(row: Sequence[Any]) -> LoadedBatch:
    """A row of ledger/batches.sql."""
    *sheet, loaded_at = row
    return LoadedBatch(BalanceSheet(*sheet), loaded_at.astimezone(UTC))
