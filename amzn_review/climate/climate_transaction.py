"""The one transaction that loads a batch of climate: rows, quarantine, ledger, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import psycopg

from amzn_review.balance_sheet import UnbalancedBatchError
from amzn_review.batch.batch_counts import Rejection
from amzn_review.batch.rejection_row import rejection_row
from amzn_review.climate.climate_sheet import ClimateSheet
from amzn_review.climate.daily_summaries import DailySummaries
from amzn_review.climate.staged_rows import StagedRow, climate_row, station_row
from amzn_review.climate.station_list import Station, StationList
from amzn_review.postgres.run_sql import copy_rows, run_changes, run_sql

Table = Literal["stations", "climate"]
TABLES: tuple[Table, ...] = ("stations", "climate")
_COPY_ROWS = 10_000


class ClimateTransaction:
    """Loads the files of one batch, in a transaction that the caller commits.

    `begin` comes first, then `stage` of each file, then `finish`.
    """

    def __init__(
        self, connection: psycopg.Connection[Any], sql_dir: Path, run_id: str, batch_id: str
    ) -> None:
        self._connection = connection
        self._sql_dir = sql_dir
        self._run_id = run_id
        self._batch_id = batch_id
        self._files: Counter[Table] = Counter()
        self._staged: Counter[Table] = Counter()
        self._set_aside: Counter[Table] = Counter()

    def begin(self) -> None:
        """Wait for any other load of climate to end."""
        self._run("climate/one_at_a_time.sql")
        self._run("climate/create.sql")

    def stage(self, found: StationList | DailySummaries) -> None:
        """Write a file's rows into the staging table, and what is none into the quarantine."""
        table: Table = "stations" if isinstance(found, StationList) else "climate"
        self._files[table] += 1
        rejected: list[Rejection] = []
        rows = self._rows(found, rejected)
        while chunk := [row for _, row in zip(range(_COPY_ROWS), rows, strict=False)]:
            self._staged[table] += self._copy(f"climate/copy_{table}.sql", chunk)
        self._set_aside_rows(table, rejected)
        if isinstance(found, DailySummaries) and found.reading:
            self._run("climate/file_readings.sql", **asdict(found.reading))

    def set_aside_unread(self, table: Table, rejection: Rejection) -> None:
        """Count a file that is never opened, and write it into the quarantine."""
        self._files[table] += 1
        self._set_aside_rows(table, [rejection])

    def finish(self) -> list[ClimateSheet]:
        """Write the tables and the ledger. Raises UnbalancedBatchError; then nothing may be committed.

        A file of days in another unit than what is loaded of its stations is set aside as a whole.
        """
        self._set_aside_unlike()
        sheets = [self._upsert(table) for table in TABLES if self._files[table]]
        for sheet in sheets:
            sheet.require_balance()
            self._run("climate/ledger.sql", **sheet.as_dict())
        return sheets

    def _set_aside_unlike(self) -> None:
        if set_aside := self._run("climate/unlike_loaded.sql"):
            lines = self._run("climate/forget_lines_of_unlike.sql")
            self._set_aside["climate"] += set_aside - lines
            self._staged["climate"] -= self._run("climate/unstage_unlike.sql")
            self._run("climate/forget_readings_of_unlike.sql")

    def _set_aside_rows(self, table: Table, rejections: Sequence[Rejection]) -> None:
        rows = [rejection_row(self._batch_id, rejection) for rejection in rejections]
        if rows and self._copy("staging/copy_rejections.sql", rows) != len(rows):
            raise UnbalancedBatchError(
                f"Batch {self._batch_id}: not all of {len(rows):,} bad lines are in quarantined_records. "
                "Nothing was loaded."
            )
        self._set_aside[table] += len(rows)

    def _rows(self, found: StationList | DailySummaries, rejected: list[Rejection]) -> Iterator[StagedRow]:
        for item in found:
            if isinstance(item, Rejection):
                rejected.append(item)
            elif isinstance(item, Station):
                yield station_row(self._batch_id, found.key, item)
            else:
                yield climate_row(self._batch_id, found.key, item)

    def _upsert(self, table: Table) -> ClimateSheet:
        """Add and change rows; a line that says what is known writes none."""
        listed = self._staged[table] + self._set_aside[table]
        added = changed = 0
        ((turns,),) = self._ask(f"climate/{table.rstrip('s')}_turns.sql")
        for turn in range(1, turns + 1):
            new, other = self._stations(turn) if table == "stations" else self._days(turn)
            added += new
            changed += other
        quarantined = self._set_aside[table]
        return ClimateSheet(
            batch_id=self._batch_id,
            target_table=table,
            run_id=self._run_id,
            files=self._files[table],
            listed=listed,
            added=added,
            changed=changed,
            unchanged=listed - added - changed - quarantined,
            quarantined=quarantined,
        )

    def _stations(self, turn: int) -> tuple[int, int]:
        self._run("climate/stations_of_turn.sql", turn=turn)
        ((added, changed),) = self._ask("climate/count_stations.sql")
        self._run("climate/write_stations.sql")
        return added, changed

    def _days(self, turn: int) -> tuple[int, int]:
        self._run("climate/days_of_turn.sql", turn=turn)
        self._set_aside["climate"] += self._run("climate/contradictions.sql")
        ((added, changed),) = self._ask("climate/count_days.sql")
        self._run("climate/placeholder_stations.sql")
        self._run("climate/write_days.sql")
        return added, changed

    def _run(self, name: str, **parameters: object) -> int:
        """Run a file. Returns the rows that its last statement changed."""
        path = self._sql_dir / name
        return run_changes(self._connection, path, {"batch_id": self._batch_id, **parameters})

    def _ask(self, name: str) -> list[tuple[Any, ...]]:
        return run_sql(self._connection, self._sql_dir / name, {"batch_id": self._batch_id})

    def _copy(self, name: str, rows: Iterable[Sequence[object]]) -> int:
        return copy_rows(self._connection, self._sql_dir / name, rows)


def find_climate_batch(
    connection: psycopg.Connection[Any], sql_dir: Path, batch_id: str
) -> list[ClimateSheet]:
    """The ledger's rows of a batch; none when it is not loaded."""
    rows = run_sql(connection, sql_dir / "climate" / "batches.sql", {"batch_id": batch_id})
    return [ClimateSheet(*row) for row in rows]
