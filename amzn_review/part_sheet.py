"""What became of the records of one part of a batch, in numbers that have to add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar

from amzn_review.balance_sheet import UnbalancedBatchError


@dataclass(frozen=True)
class PartSheet:
    """A row of a kind's ledger, from which the sheets of all kinds derive.

    A kind adds its fields in the order of its table's columns, and declares: `part_field`, which says what
    the records are of; `summands`, whose sum `listed` is, each with its word; `also`, what stands behind the
    files.
    """

    part_field: ClassVar[str]
    summands: ClassVar[Mapping[str, str]]
    also: ClassVar[Mapping[str, str]] = {}

    def require_balance(self) -> None:
        """Raises UnbalancedBatchError with the numbers."""
        parts = [self._number(name) for name in self.summands]
        if self._number("listed") != sum(parts) or min(parts) < 0:
            raise UnbalancedBatchError(f"The balance does not close: {self.text()}. Nothing was loaded.")

    def text(self) -> str:
        """The sheet on one line."""
        return f"batch {self.as_dict()['batch_id']}: {self.equation()}"

    def equation(self) -> str:
        """The numbers alone, on one line."""
        summands = " + ".join(f"{self._number(name):,} {word}" for name, word in self.summands.items())
        beside = {"files": "files", **self.also}
        numbers = ", ".join(f"{self._number(name):,} {word}" for name, word in beside.items())
        part = self.as_dict()[self.part_field]
        return f"{part} {self._number('listed'):,} listed = {summands} ({numbers})"

    def as_dict(self) -> dict[str, str | int]:
        """The fields by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def _number(self, name: str) -> int:
        return int(getattr(self, name))
