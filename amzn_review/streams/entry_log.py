"""A stream as its reader sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from amzn_review.streams.stream_entry import StreamEntry


class EntryLog(Protocol):
    """Gives entries until they are acknowledged. Each method raises StreamError.

    `acknowledges_positions`: whether acknowledging an entry acknowledges all before it, as Kafka does.
    """

    acknowledges_positions: bool

    def entries(self, most: int) -> Iterator[StreamEntry]:
        """Up to `most` entries: first those that were given to a dead reader, then new ones. Never waits."""

    def waiting(self) -> int:
        """How many entries are not acknowledged yet, whether they were given to a reader or not."""

    def acknowledge(self, ids: Sequence[str]) -> None:
        """Never give these entries again. Safe to repeat."""
