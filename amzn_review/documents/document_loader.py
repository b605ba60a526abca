"""Converted files of documents from uploaded/ into PostgreSQL, each batch exactly once."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from amzn_review.archive.file_archive import BatchArchive, give_all_back
from amzn_review.batch.archive_report import SetAside
from amzn_review.batch.arrivals import Arrival
from amzn_review.batch.batch_counts import Rejection
from amzn_review.batch.batch_file import FileChangedError, FileReader, fault_of, opened_folders
from amzn_review.batch.manifest import Manifest, ManifestEntry, manifest_lines, open_manifests, write_manifest
from amzn_review.batch.record_reader import WHOLE_FILE
from amzn_review.documents.document_arrivals import document_arrivals, originals_of
from amzn_review.documents.document_sheet import DocumentSheet
from amzn_review.documents.document_transaction import DocumentTransaction, find_document_batch
from amzn_review.documents_layout import DocumentsLayout, is_documents
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.loader import Connect
from amzn_review.postgres.run_sql import run_sql
from storage.atomic_file import remove_partials
from storage.folder_lock import only_process
from text_files.bad_record import BadRecord
from text_files.json_lines import read_lines

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Listed:
    """A file of the batch; with a `fault` it is set aside unread."""

    entry: ManifestEntry
    fault: BadRecord | None = None


@dataclass
class DocumentLoader:
    """Loads what waits in uploaded/documents/.

    `connect` opens a connection whose block is one transaction, undone if it raises. `run_id` is for the
    ledger. Reviews and climate are loaded beside it, by whom they are.
    """

    layout: DocumentsLayout
    connect: Connect
    sql_dir: Path
    run_id: str
    limits: LoadLimits = field(default_factory=LoadLimits)

    def run(self) -> Iterator[DocumentSheet]:
        """Load what waits as one batch; give the sheets of it, and of one that was left open, when archived.

        A file that changes meanwhile is left for the next run. A second process waits until this one has
        ended. Raises UnbalancedBatchError, OSError, psycopg.Error; then nothing of the batch is in a table.
        """
        with only_process(self.layout.lock, "load of documents", self.layout.root, wait=True):
            remove_partials(self.layout.manifests / "open")
            remove_partials(self.layout.raw)
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

    def _settle(self, manifest: Manifest) -> list[DocumentSheet]:
        """Finish a batch that was left open: archive it if it was loaded, else let its files wait again."""
        with self.connect() as connection:
            # A process that was killed while it committed has got its way, or has not, when we get our turn.
            run_sql(connection, self.sql_dir / "documents" / "one_at_a_time.sql")
            sheets = find_document_batch(connection, self.sql_dir, manifest.batch_id)
        if sheets:
            self._archive(manifest)
        else:
            give_all_back(manifest)
            manifest.discard()
        return sheets

    def _load_waiting(self, left: set[str]) -> list[DocumentSheet]:
        with opened_folders(self.layout.uploaded) as reader:
            files = list(self._listed_files(reader, left))
            if not files:
                return []
            manifest = write_manifest(self.layout, manifest_lines([file.entry for file in files]))
            try:
                with self.connect() as connection:
                    transaction = DocumentTransaction(
                        connection, self.sql_dir, self.run_id, manifest.batch_id
                    )
                    transaction.begin()
                    for file in files:
                        if is_documents(file.entry.key):
                            self._stage(transaction, reader, file)
                    sheets = transaction.finish()
            except FileChangedError:
                manifest.discard()
                raise
        self._archive(manifest)
        for sheet in sheets:
            log.info("%s", sheet.text())
        return sheets

    def _listed_files(self, reader: FileReader, left: set[str]) -> Iterator[_Listed]:
        """The files of the next batch, each with its originals behind it."""
        for arrival in document_arrivals(self.layout)[: self.limits.batch_files]:
            if arrival.key not in left and (listed := self._listed(reader, arrival)):
                yield listed
                for original in originals_of(self.layout, arrival.key):
                    if found := self._listed(reader, original):
                        yield found

    def _listed(self, reader: FileReader, arrival: Arrival) -> _Listed | None:
        """The file as it is now; None when it is gone."""
        unread = ManifestEntry(arrival.key, -1, "")
        if arrival.fault:
            return _Listed(unread, arrival.fault)
        try:
            return _Listed(reader.entry(arrival.key))
        except OSError as error:
            fault = fault_of(error)
            return _Listed(unread, fault) if fault else None

    def _stage(self, transaction: DocumentTransaction, reader: FileReader, listed: _Listed) -> None:
        key = listed.entry.key
        fault = listed.fault or self._fault_of(reader, key)
        if fault:
            transaction.set_aside_file(Rejection(key, WHOLE_FILE, fault, is_whole_file=True))
            return
        try:
            with os.fdopen(reader.open(key), "rb") as file:
                transaction.stage(key, read_lines(file, key, self.limits.max_line_bytes))
            is_same = reader.entry(key) == listed.entry
        except (OSError, BadRecord) as error:
            raise FileChangedError(key) from error
        if not is_same:
            raise FileChangedError(key)

    def _fault_of(self, reader: FileReader, key: str) -> BadRecord | None:
        """Why a file cannot be read to its end: whether gzip is sound stands there."""
        try:
            with os.fdopen(reader.open(key), "rb") as file:
                for _ in read_lines(file, key, self.limits.max_line_bytes):
                    pass
        except BadRecord as bad:
            return bad
        except OSError as error:
            raise FileChangedError(key) from error
        return None

    def _archive(self, manifest: Manifest) -> None:
        with self.connect() as connection:
            rows = run_sql(
                connection, self.sql_dir / "load" / "set_aside.sql", {"batch_id": manifest.batch_id}
            )
        BatchArchive(manifest, [SetAside(*row) for row in rows], ()).run()
