"""Files of one kind from uploaded/ into PostgreSQL, each batch exactly once."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from amzn_review.archive.file_archive import give_all_back
from amzn_review.batch.archive_report import SetAside
from amzn_review.batch.arrivals import Arrival, printable
from amzn_review.batch.batch_counts import Rejection
from amzn_review.batch.batch_file import FileChangedError, FileReader, fault_of, opened_folders
from amzn_review.batch.collector_pause import paused_collector
from amzn_review.batch.manifest import Manifest, ManifestEntry, manifest_lines, open_manifests, write_manifest
from amzn_review.batch.part_ledger import SheetT, find_sheets, write_sheets
from amzn_review.batch.record_reader import WHOLE_FILE
from amzn_review.postgres.batch_kind import BatchKind
from amzn_review.postgres.loader import Connect
from amzn_review.postgres.sql_transaction import sql_transaction
from amzn_review.postgres.staged_batch import StagedBatch
from storage.atomic_file import remove_partials
from storage.databases.table_statistics import analyze_grown_tables
from storage.folder_lock import only_process
from text_files.bad_record import BadRecord

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Listed:
    """A file of the batch; with a `fault` it is set aside unread, as a companion it is only archived."""

    entry: ManifestEntry
    fault: BadRecord | None = None
    is_companion: bool = False


@dataclass(frozen=True)
class FileBatchLoader(Generic[SheetT]):
    """Loads the files of `kind` that wait, as one batch.

    `connect` opens a connection whose block is one transaction, undone if it raises. `run_id` is for the
    ledger. Reviews, and files of other kinds, are loaded beside it, by whom they are.
    """

    kind: BatchKind[SheetT]
    connect: Connect
    sql_dir: Path
    run_id: str

    def run(self) -> Iterator[SheetT]:
        """Load what waits as one batch; give the sheets of it, and of one that was left open, when archived.

        A file that is still being written, or changes meanwhile, is left for the next run. A second process
        waits until this one has ended. Raises UnbalancedBatchError, OSError, psycopg.Error; then nothing of
        the batch is in a table.
        """
        layout = self.kind.layout
        with (
            only_process(layout.lock, f"load of {layout.kind}", layout.root, wait=True),
            paused_collector(),
        ):
            remove_partials(layout.manifests / "open")
            remove_partials(layout.raw)
            for manifest in open_manifests(layout):
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

    def _settle(self, manifest: Manifest) -> list[SheetT]:
        """Finish a batch that was left open: archive it if it was loaded, else let its files wait again."""
        kind = self.kind
        with sql_transaction(self.connect, self.sql_dir) as transaction:
            # Once we hold the lock, a COMMIT interrupted by a kill has either succeeded or been rolled back.
            transaction.run(f"{kind.layout.kind}/one_at_a_time.sql")
            sheets = find_sheets(transaction, kind.layout.kind, kind.sheet, manifest.batch_id)
        if sheets:
            self._archive(manifest)
        else:
            give_all_back(manifest)
            manifest.discard()
        return sheets

    def _load_waiting(self, left: set[str]) -> list[SheetT]:
        with opened_folders(self.kind.layout.uploaded) as reader:
            files = list(self._next_files(reader, left))
            if not files:
                return []
            manifest = write_manifest(self.kind.layout, manifest_lines([file.entry for file in files]))
            try:
                sheets = self._load(manifest, reader, files)
            except FileChangedError:
                manifest.discard()
                raise
        self._archive(manifest)
        for sheet in sheets:
            log.info("%s", sheet.text())
        return sheets

    def _next_files(self, reader: FileReader, left: set[str]) -> Iterator[_Listed]:
        """The files of the next batch, each with its companions behind it."""
        for arrival in self.kind.waiting()[: self.kind.limits.batch_files]:
            if arrival.key not in left and (listed := self._listed(reader, arrival)):
                yield listed
                for companion in self.kind.companions(arrival.key):
                    if found := self._listed(reader, companion, is_companion=True):
                        yield found

    def _listed(self, reader: FileReader, arrival: Arrival, *, is_companion: bool = False) -> _Listed | None:
        """The file as it is now; None when it is gone or unfinished."""
        key = arrival.key
        fault = arrival.fault
        try:
            if not fault:
                if not is_companion and self.kind.is_unfinished(reader, key):
                    log.warning("%s is still being written and waits for the next run.", ascii(key))
                    return None
                return _Listed(reader.entry(key), is_companion=is_companion)
        except OSError as error:
            fault = fault_of(error)
        return _Listed(ManifestEntry(key, -1, ""), fault, is_companion) if fault else None

    def _load(self, manifest: Manifest, reader: FileReader, files: list[_Listed]) -> list[SheetT]:
        """Load the files in one transaction. Raises FileChangedError; then nothing of them is in a table."""
        kind = self.kind.layout.kind
        with sql_transaction(self.connect, self.sql_dir) as transaction:
            batch = StagedBatch(transaction, kind, self.kind.records, self.run_id, manifest.batch_id)
            batch.begin()
            for file in files:
                if not file.is_companion:
                    self._stage(batch, reader, file)
            sheets = self.kind.write(batch)
            write_sheets(transaction, kind, sheets)
            analyze_grown_tables(transaction.connection)
        return sheets

    def _stage(self, batch: StagedBatch, reader: FileReader, listed: _Listed) -> None:
        key = listed.entry.key
        if listed.fault:
            rejection = Rejection(key, WHOLE_FILE, listed.fault, is_whole_file=True)
            batch.set_aside_file(self.kind.part_of(key), rejection)
            return
        try:
            with os.fdopen(reader.open(key), "rb") as file:
                found = self.kind.stage(batch, file, key)
            is_same = reader.entry(key) == listed.entry
        except (OSError, BadRecord) as error:
            raise FileChangedError(key) from error
        if not is_same:
            raise FileChangedError(key)
        if found.reading:
            log.info("%s: %s.", printable(key), found.reading)
        for note in found.notes:
            log.warning("%s: %s.", printable(key), note)

    def _archive(self, manifest: Manifest) -> None:
        with sql_transaction(self.connect, self.sql_dir) as transaction:
            rows = transaction.rows("load/set_aside.sql", {"batch_id": manifest.batch_id})
        self.kind.archive(manifest, [SetAside(*row) for row in rows])
