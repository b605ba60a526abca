"""What a transaction of either warehouse does for code that serves both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class WarehouseTransaction(Protocol):
    """A transaction of either warehouse; its statements are named by their file below workflow/sql/."""

    def rows(self, name: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Run a file. Returns the rows of its last statement, none when it returns nothing."""

    def run(self, name: str, parameters: Mapping[str, object] | None = None) -> int:
        """Run a file. Returns how many rows its last statement changed."""
