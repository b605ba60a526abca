"""Station lists and files of days, as a kind of files that PostgreSQL loads in batches."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import BinaryIO, ClassVar

from amzn_review.batch.archive_report import SetAside
from amzn_review.batch.arrivals import Arrival
from amzn_review.batch.batch_counts import Rejection
from amzn_review.batch.batch_file import FileReader
from amzn_review.batch.manifest import Manifest
from amzn_review.climate.climate_archive import ClimateArchive
from amzn_review.climate.climate_arrivals import climate_arrivals
from amzn_review.climate.climate_sheet import ClimateSheet
from amzn_review.climate.daily_summaries import DailySummaries, read_daily
from amzn_review.climate.staged_rows import StagedRow, climate_row, station_row
from amzn_review.climate.station_list import Station, StationList, read_stations
from amzn_review.climate.unfinished import is_unfinished
from amzn_review.climate.units.unit_evidence import UnitsSetting
from amzn_review.climate.written_climate import TABLES, climate_sheet, write_lines
from amzn_review.climate_layout import is_station_list
from amzn_review.postgres.batch_kind import BatchKind, FileNotes
from amzn_review.postgres.staged_batch import StagedBatch

_COPY_ROWS = 10_000


@dataclass(frozen=True)
class ClimateFiles(BatchKind[ClimateSheet]):
    """What waits in uploaded/metadata/climate and uploaded/climate; each table that it feeds is a part.

    `units` is CLIMATE_UNITS, the files say the rest.
    """

    units: UnitsSetting
    records: ClassVar[str] = "lines"

    @property
    def sheet(self) -> type[ClimateSheet]:
        """A row of climate_batches."""
        return ClimateSheet

    def waiting(self) -> Sequence[Arrival]:
        """Station lists first, then files of days."""
        return climate_arrivals(self.layout)

    def is_unfinished(self, reader: FileReader, key: str) -> bool:
        """Whether somebody writes the file, or it is young and broken."""
        with os.fdopen(reader.open(key), "rb") as file:
            return is_unfinished(file, key, self.limits)

    def part_of(self, key: str) -> str:
        """The table that the file feeds."""
        return "stations" if is_station_list(key) else "climate"

    def stage(self, batch: StagedBatch, file: BinaryIO, key: str) -> FileNotes:
        """Stage the lines, and note how a file of days is read."""
        found: StationList | DailySummaries
        if is_station_list(key):
            found = read_stations(file, key, self.limits)
        else:
            found = read_daily(file, key, self.units, self.limits)
        table = self.part_of(key)
        batch.begin_file(table)
        rejected: list[Rejection] = []
        rows = _rows(batch.batch_id, found, rejected)
        while chunk := [row for _, row in zip(range(_COPY_ROWS), rows, strict=False)]:
            batch.stage(table, f"climate/copy_{table}.sql", chunk)
        batch.set_aside(table, rejected)
        if isinstance(found, DailySummaries) and found.reading:
            parameters = {"batch_id": batch.batch_id, **asdict(found.reading)}
            batch.transaction.run("climate/file_readings.sql", parameters)
            return FileNotes(found.reading.text(), found.notes)
        return FileNotes(notes=found.notes)

    def write(self, batch: StagedBatch) -> list[ClimateSheet]:
        """Add and change rows by their keys.

        A file of days in another unit than what is loaded of its stations is set aside as a whole.
        """
        _set_aside_unlike(batch)
        fed = [table for table in TABLES if batch.counts[table].files]
        written = {table: write_lines(batch.transaction, table, batch.batch_id) for table in fed}
        return [
            climate_sheet(batch.batch_id, table, batch.run_id, batch.counts[table], written[table])
            for table in fed
        ]

    def archive(self, manifest: Manifest, set_aside: Sequence[SetAside]) -> None:
        """A bad line of days is set aside with the header of its file."""
        ClimateArchive(manifest, set_aside).run()


def _rows(
    batch_id: str, found: StationList | DailySummaries, rejected: list[Rejection]
) -> Iterator[StagedRow]:
    for item in found:
        if isinstance(item, Rejection):
            rejected.append(item)
        elif isinstance(item, Station):
            yield station_row(batch_id, found.key, item)
        else:
            yield climate_row(batch_id, found.key, item)


def _set_aside_unlike(batch: StagedBatch) -> None:
    run, parameters = batch.transaction.run, {"batch_id": batch.batch_id}
    if set_aside := run("climate/unlike_loaded.sql", parameters):
        days = batch.counts["climate"]
        days.quarantined += set_aside - run("climate/forget_lines_of_unlike.sql", parameters)
        days.staged -= run("climate/unstage_unlike.sql", parameters)
        run("climate/forget_readings_of_unlike.sql", parameters)
