"""Records that were set aside: what the table says of them, and where their bytes lie."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.batch.quarantine_names import line_name, quarantine_path
from amzn_review.data_layout import DataLayout
from amzn_review.postgres.run_sql import run_sql

_TIMES = ("quarantined_at", "replayed_at", "dismissed_at")


@dataclass(frozen=True)
class QuarantinedRecord:
    """A row of quarantined_records. Times are UTC; the last two are None while it is set aside."""

    quarantine_id: int
    batch_id: str
    source_key: str
    line_number: int
    reason: str
    field: str
    found: str
    expected: str
    is_whole_file: bool
    quarantined_at: datetime
    replayed_at: datetime | None
    dismissed_at: datetime | None

    @property
    def key(self) -> str:
        """What its file is called below uploaded/; a line of a larger file has a name of its own there."""
        if self.is_whole_file:
            return self._source
        folder, _, name = self._source.rpartition("/")
        return f"{folder}/{line_name(name, self.line_number)}"

    @property
    def place(self) -> str:
        """Its file and line, to read."""
        return self.source_key + (f" line {self.line_number:,}" if self.line_number else "")

    def path(self, layout: DataLayout) -> Path:
        """Where its file lies as long as it was not handed back.

        Both places are looked at: a dismissal moves the file before it marks the record.
        """
        first = self.first_path(layout)
        if os.path.lexists(first) or not os.path.lexists(dismissed := self.dismissed_path(layout)):
            return first
        return dismissed

    def first_path(self, layout: DataLayout) -> Path:
        """Where its file was set aside."""
        line_number = 0 if self.is_whole_file else self.line_number
        return quarantine_path(layout, self.reason, self.batch_id, self._source, line_number)

    def dismissed_path(self, layout: DataLayout) -> Path:
        """Where its file lies once it is dismissed."""
        return layout.dismissed / self.first_path(layout).relative_to(layout.quarantine)

    @property
    def state(self) -> str:
        """ "set aside", "handed back" or "dismissed"; of a record that was both, what came last."""
        if self.replayed_at:
            return "handed back"
        return "dismissed" if self.dismissed_at else "set aside"

    @property
    def settled_at(self) -> datetime | None:
        """Since when it is handed back or dismissed."""
        return self.replayed_at or self.dismissed_at

    @property
    def _source(self) -> str:
        """The key as it was: the table holds it as `printable` writes it, escaped if there is a backslash."""
        escaped = "\\" in self.source_key
        return self.source_key.encode("ascii").decode("unicode_escape") if escaped else self.source_key

    def as_dict(self) -> dict[str, Any]:
        """The columns by name, times in ISO 8601."""
        times = {name: moment.isoformat() if (moment := getattr(self, name)) else None for name in _TIMES}
        return {**asdict(self), **times}


def find_records(
    connection: psycopg.Connection[Any],
    sql_dir: Path,
    *,
    quarantine_ids: Sequence[int] | None = None,
    reason: str | None = None,
    source_key: str | None = None,
    with_settled: bool = False,
) -> list[QuarantinedRecord]:
    """The records that are set aside, in the order of their numbers.

    `quarantine_ids`, `reason` and `source_key` (as the table writes it) choose among them; `with_settled`
    adds those that were handed back or dismissed.
    """
    parameters = {
        "quarantine_ids": None if quarantine_ids is None else list(quarantine_ids),
        "reason": reason,
        "source_key": source_key,
        "with_settled": with_settled,
    }
    rows = run_sql(connection, sql_dir / "ledger" / "quarantined.sql", parameters)
    return [record_of(row) for row in rows]


def record_of(row: tuple[Any, ...]) -> QuarantinedRecord:
    """A row of ledger/quarantined.sql."""
    record = QuarantinedRecord(*row)
    times = {name: moment.astimezone(UTC) for name in _TIMES if (moment := getattr(record, name))}
    return replace(record, **times)
