"""From uploaded/ into the warehouse, batch by batch, each exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.archive import BatchArchive, SetAside, give_all_back
from amzn_review.arrivals import arrivals, printable
from amzn_review.balance_sheet import BalanceSheet
from amzn_review.batch_file import BatchFile, opened_folders
from amzn_review.batch_transaction import BatchTransaction
from amzn_review.collector_pause import paused_collector
from amzn_review.data_layout import DataLayout
from amzn_review.durable import remove_partials
from amzn_review.folder_lock import only_process
from amzn_review.load_limits import LoadLimits
from amzn_review.manifest import Manifest, open_manifests, write_manifest
from amzn_review.record_reader import ChangedWhileReadError, RecordReader
from amzn_review.review_rows import ReviewRows
from amzn_review.sql_file import run_sql_file

Connect = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]
log = logging.getLogger(__name__)


class TooManyBadError(Exception):
    """A batch is worse than the limit; nothing of it was loaded. ``str()`` is one sentence."""


@dataclass
class Loader:
    """Loads what waits below uploaded/.

    `connect` opens a connection whose block is one transaction, undone if it raises. `run_id` is for the
    ledger. `progress(done, total)` counts the files of the batch under way.
    """

    layout: DataLayout
    connect: Connect
    sql_dir: Path
    run_id: str
    limits: LoadLimits = field(default_factory=LoadLimits)
    progress: Callable[[int, int], None] | None = None

    def run(self) -> Iterator[BalanceSheet]:
        """Load what waits, batch after batch, and give each one's balance sheet when it is archived.

        A batch that an earlier process left open is finished first. A second process waits until this one has
        ended. Raises TooManyBadError, UnbalancedBatchError, OSError, psycopg.Error; what was committed until
        then stays, and what was not is not there at all.
        """
        held: set[str] = set()
        with (
            only_process(self.layout.manifests / ".lock", "load", self.layout.root, wait=True),
            paused_collector(),
        ):
            remove_partials(self.layout.manifests / "open")
            remove_partials(self.layout.raw)
            for manifest in open_manifests(self.layout):
                log.warning(
                    "Batch %s was left open by an earlier run and is finished first.", manifest.batch_id
                )
                yield self._finish(manifest, None, held)
            # A batch that is not full held all that waited: what arrived meanwhile is the next run's, or a
            # stream would keep this one going for ever.
            is_full = True
            while is_full and (batch := self._freeze(held)):
                manifest, files = batch
                is_full = len(files) == self.limits.batch_files
                yield self._finish(manifest, files, held)

    def _freeze(self, held: set[str]) -> tuple[Manifest, list[BatchFile]] | None:
        """List and hash the files of the next batch, in a manifest that is on the disk before anything loads.

        `held` were left by an earlier batch of this run. None when nothing waits.
        """
        with opened_folders(self.layout.uploaded) as reader:
            waiting = (it for it in arrivals(self.layout) if not held or printable(it.key) not in held)
            files = reader.list_files(islice(waiting, self.limits.batch_files))
        if not files:
            return None
        return write_manifest(self.layout, [file.entry for file in files]), files

    def _finish(self, manifest: Manifest, files: list[BatchFile] | None, held: set[str]) -> BalanceSheet:
        sheet = self._load(manifest, files)
        with self.connect() as connection:
            parameters = {"batch_id": manifest.batch_id}
            set_aside = run_sql_file(connection, self.sql_dir / "load/set_aside.sql", parameters)
            ((held_keys,),) = run_sql_file(connection, self.sql_dir / "load/held_keys.sql", parameters)
        held.update(held_keys)
        report = BatchArchive(manifest, [SetAside(*row) for row in set_aside], held_keys).run()
        log.info("%s. %s", sheet.text(), report)
        return sheet

    def _load(self, manifest: Manifest, files: list[BatchFile] | None) -> BalanceSheet:
        changed: set[str] = set()
        while True:
            try:
                with self.connect() as connection:
                    return self._load_once(connection, manifest, files, changed)
            except ChangedWhileReadError as error:
                log.warning(
                    "%s changed while it was read: the batch is read again without it.", ascii(error.key)
                )
                changed.add(error.key)
                files = None

    def _load_once(
        self,
        connection: psycopg.Connection[Any],
        manifest: Manifest,
        files: list[BatchFile] | None,
        changed: Collection[str],
    ) -> BalanceSheet:
        transaction = BatchTransaction(connection, self.sql_dir, manifest.batch_id, self.run_id)
        if known := transaction.begin():
            return known
        if files is None:
            give_all_back(manifest)
            files = [BatchFile(entry) for entry in manifest.entries()]
        with opened_folders(self.layout.uploaded) as reader:
            records = RecordReader(reader, self.limits, ReviewRows(manifest.batch_id), changed)
            for chunk in records.chunks(files):
                transaction.load(chunk)
                if self.progress:
                    self.progress(records.reviews.files + records.products.files, len(files))
        self._refuse_too_many(manifest, records)
        return transaction.finish(records)

    def _refuse_too_many(self, manifest: Manifest, records: RecordReader) -> None:
        """Undo a batch of which too much is bad: something is wrong with the stream, not with a file."""
        bad = records.reviews.quarantined + records.products.quarantined
        listed = records.reviews.listed + records.products.listed
        if self.limits.is_too_bad(bad, listed):
            manifest.discard()
            raise TooManyBadError(
                f"{bad:,} of the {listed:,} records that wait are bad, more than LOAD_MAX_BAD_PERCENT = "
                f"{self.limits.max_bad_percent} allows: nothing was loaded, all files wait in uploaded/. "
                f"Such as {records.first_rejection} Mend what writes them, or raise the limit to set them "
                "aside."
            )
