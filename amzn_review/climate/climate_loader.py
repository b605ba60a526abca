"""Station lists and days of climate from uploaded/ into PostgreSQL, each batch exactly once."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from amzn_review.archive.file_archive import give_all_back
from amzn_review.batch.archive_report import SetAside
from amzn_review.batch.arrivals import Arrival, printable
from amzn_review.batch.batch_counts import Rejection
from amzn_review.batch.batch_file import FileChangedError, FileReader, fault_of, opened_folders
from amzn_review.batch.manifest import Manifest, ManifestEntry, manifest_lines, open_manifests, write_manifest
from amzn_review.batch.record_reader import WHOLE_FILE
from amzn_review.climate.climate_archive import ClimateArchive
from amzn_review.climate.climate_arrivals import climate_arrivals
from amzn_review.climate.climate_sheet import ClimateSheet
from amzn_review.climate.climate_transaction import ClimateTransaction, find_climate_batch
from amzn_review.climate.daily_summaries import DailySummaries, read_daily
from amzn_review.climate.station_list import StationList, read_stations
from amzn_review.climate.unfinished import is_unfinished
from amzn_review.climate.units.unit_evidence import UnitsSetting
from amzn_review.climate_layout import ClimateLayout, is_station_list
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.loader import Connect
from amzn_review.postgres.run_sql import run_sql
from storage.atomic_file import remove_partials
from storage.folder_lock import only_process
from text_files.bad_record import BadRecord

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Listed:
    """A file of the batch; with a `fault` it is set aside unread."""

    entry: ManifestEntry
    fault: BadRecord | None = None


@dataclass
class ClimateLoader:
    """Loads what waits in uploaded/metadata/climate and uploaded/climate.

    `connect` opens a connection whose block is one transaction, undone if it raises. `run_id` is for the
    ledger; `units` is CLIMATE_UNITS, the files say the rest. Reviews are loaded beside it, by whom they are.
    """

    layout: ClimateLayout
    connect: Connect
    sql_dir: Path
    run_id: str
    units: UnitsSetting
    limits: LoadLimits = field(default_factory=LoadLimits)

    def run(self) -> Iterator[ClimateSheet]:
        """Load what waits as one batch; give the sheets of it, and of one that was left open, when archived.

        A file that is still being written, or changes meanwhile, is left for the next run. A second process
        waits until this one has ended. Raises UnbalancedBatchError, OSError, psycopg.Error; then nothing of
        the batch is in the tables.
        """
        with only_process(self.layout.lock, "load of climate", self.layout.root, wait=True):
            remove_partials(self.layout.manifests / "open")
            for manifest in open_manifests(self.layout):
                yield from self._settle(manifest)
            left: set[str] = set()
            while True:
                try:
                    yield from self._load_waiting(left)
                except FileChangedError as error:
                    (key,) = error.args
                    log.warning("%s changed while it was read and waits for the next run.", ascii(key))
                    left.add(key)
                else:
                    return

    def _settle(self, manifest: Manifest) -> list[ClimateSheet]:
        """Finish a batch that was left open: archive it if it was loaded, else let its files wait again."""
        with self.connect() as connection:
            # A process that was killed while it committed has got its way, or has not, when we get our turn.
            run_sql(connection, self.sql_dir / "climate" / "one_at_a_time.sql")
            sheets = find_climate_batch(connection, self.sql_dir, manifest.batch_id)
        if sheets:
            self._archive(manifest)
        else:
            give_all_back(manifest)
            manifest.discard()
        return sheets

    def _load_waiting(self, left: set[str]) -> list[ClimateSheet]:
        with opened_folders(self.layout.uploaded) as reader:
            files = [
                listed
                for arrival in climate_arrivals(self.layout)[: self.limits.batch_files]
                if arrival.key not in left and (listed := self._listed(reader, arrival))
            ]
            if not files:
                return []
            manifest = write_manifest(self.layout, manifest_lines([file.entry for file in files]))
            try:
                with self.connect() as connection:
                    transaction = ClimateTransaction(connection, self.sql_dir, self.run_id, manifest.batch_id)
                    transaction.begin()
                    for file in files:
                        self._stage(transaction, reader, file)
                    sheets = transaction.finish()
            except FileChangedError:
                manifest.discard()
                raise
        self._archive(manifest)
        for sheet in sheets:
            log.info("%s", sheet.text())
        return sheets

    def _listed(self, reader: FileReader, arrival: Arrival) -> _Listed | None:
        """The file as it is now; None when it is gone or unfinished."""
        key = arrival.key
        try:
            if not arrival.fault:
                with os.fdopen(reader.open(key), "rb") as file:
                    if is_unfinished(file, key, self.limits):
                        log.warning("%s is still being written and waits for the next run.", ascii(key))
                        return None
                return _Listed(reader.entry(key))
        except OSError as error:
            fault = fault_of(error)
            return _Listed(ManifestEntry(key, -1, ""), fault) if fault else None
        return _Listed(ManifestEntry(key, -1, ""), arrival.fault)

    def _stage(self, transaction: ClimateTransaction, reader: FileReader, listed: _Listed) -> None:
        key = listed.entry.key
        if listed.fault:
            transaction.set_aside_unread(
                "stations" if is_station_list(key) else "climate",
                Rejection(key, WHOLE_FILE, listed.fault, is_whole_file=True),
            )
            return
        try:
            with os.fdopen(reader.open(key), "rb") as file:
                found: StationList | DailySummaries
                if is_station_list(key):
                    found = read_stations(file, key, self.limits)
                else:
                    found = read_daily(file, key, self.units, self.limits)
                transaction.stage(found)
            is_same = reader.entry(key) == listed.entry
        except (OSError, BadRecord) as error:
            raise FileChangedError(key) from error
        if not is_same:
            raise FileChangedError(key)
        if isinstance(found, DailySummaries) and found.reading:
            log.info("%s: %s.", printable(key), found.reading.text())
        for note in found.notes:
            log.warning("%s: %s.", printable(key), note)

    def _archive(self, manifest: Manifest) -> None:
        with self.connect() as connection:
            rows = run_sql(
                connection, self.sql_dir / "load" / "set_aside.sql", {"batch_id": manifest.batch_id}
            )
        ClimateArchive(manifest, [SetAside(*row) for row in rows]).run()
