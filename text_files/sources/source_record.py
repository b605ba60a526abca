"""One record of a file of texts, before anybody says which column is what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from text_files.bad_record import BadRecord


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """The `row`-th record, from 1: its `fields` by column or, where it is none, a `fault`."""

    row: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    fault: BadRecord | None = None


class SourceFile(Protocol):
    """A file of texts of some format, open."""

    columns: list[str]
    notes: list[str]

    def records(self) -> Iterator[SourceRecord]:
        """Its records, in their order; `notes` are complete at the end. Raises UnreadableTextsError."""
