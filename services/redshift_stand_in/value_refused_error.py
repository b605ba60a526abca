"""Why a column does not take a value."""

from __future__ import annotations


class ValueRefusedError(Exception):
    """A column does not take a value: Redshift's error code and its message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
