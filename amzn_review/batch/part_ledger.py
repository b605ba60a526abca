"""The ledger of a kind of files, which has a row for each part of each batch, in PostgreSQL or Redshift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from amzn_review.part_sheet import PartSheet
from amzn_review.warehouse_transaction import WarehouseTransaction

SheetT = TypeVar("SheetT", bound=PartSheet)


def write_sheets(transaction: WarehouseTransaction, kind: str, sheets: Sequence[PartSheet]) -> None:
    """Write the rows of a batch. Raises UnbalancedBatchError; then nothing may be committed."""
    for sheet in sheets:
        sheet.require_balance()
        transaction.run(f"{kind}/ledger.sql", sheet.as_dict())


def find_sheets(
    transaction: WarehouseTransaction, kind: str, sheet: type[SheetT], batch_id: str | None
) -> list[SheetT]:
    """The rows of a batch, each as a `sheet`; none when it is not loaded. None: those of all batches."""
    return [sheet(*row) for row in transaction.rows(f"{kind}/batches.sql", {"batch_id": batch_id})]
