"""Records that were set aside: what the table says of them, and where their bytes lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.archive import quarantine_path, short_name
from amzn_review.data_layout import PIECE_SUFFIX, DataLayout
from amzn_review.sql_file import run_sql_file


@dataclass(frozen=True)
class QuarantinedRecord:
    """A row of quarantined_records. Times are UTC; `replayed_at` is None while it is set aside."""

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

    @property
    def key(self) -> str:
        """What its file is called below uploaded/; a line of a larger file has a name of its own there."""
        if self.is_whole_file:
            return self._source
        folder, _, name = self._source.rpartition("/")
        return f"{folder}/{short_name(name).removesuffix(PIECE_SUFFIX)}.line-{self.line_number}{PIECE_SUFFIX}"

    @property
    def place(self) -> str:
        """Its file and line, to read."""
        return self.source_key + (f" line {self.line_number:,}" if self.line_number else "")

    def path(self, layout: DataLayout) -> Path:
        """Where its file lies as long as it is set aside."""
        line_number = 0 if self.is_whole_file else self.line_number
        return quarantine_path(layout, self.reason, self.batch_id, self._source, line_number)

    @property
    def _source(self) -> str:
        """The key as it was: the table holds it as `printable` writes it, escaped if there is a backslash."""
        escaped = "\\" in self.source_key
        return self.source_key.encode("ascii").decode("unicode_escape") if escaped else self.source_key

    def as_dict(self) -> dict[str, Any]:
        """The columns by name, times in ISO 8601."""
        replayed_at = self.replayed_at.isoformat() if self.replayed_at else None
        return {**asdict(self), "quarantined_at": self.quarantined_at.isoformat(), "replayed_at": replayed_at}


def find_records(
    connection: psycopg.Connection[Any],
    sql_dir: Path,
    *,
    quarantine_ids: Sequence[int] | None = None,
    reason: str | None = None,
    with_replayed: bool = False,
) -> list[QuarantinedRecord]:
    """The records that are set aside, in the order of their numbers.

    `quarantine_ids` and `reason` choose among them; `with_replayed` adds those that were handed back.
    """
    parameters = {
        "quarantine_ids": None if quarantine_ids is None else list(quarantine_ids),
        "reason": reason,
        "with_replayed": with_replayed,
    }
    rows = run_sql_file(connection, sql_dir / "ledger" / "quarantined.sql", parameters)
    return [_record(row) for row in rows]


def _record(row: tuple[Any, ...]) -> QuarantinedRecord:
    record = QuarantinedRecord(*row)
    replayed_at = record.replayed_at.astimezone(UTC) if record.replayed_at else None
    return replace(record, quarantined_at=record.quarantined_at.astimezone(UTC), replayed_at=replayed_at)
