"""From uploaded/ into the warehouse, batch by batch, each exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.archive.file_archive import BatchArchive, give_all_back
from amzn_review.balance_sheet import BalanceSheet
from amzn_review.batch.archive_report import SetAside
from amzn_review.batch.arrival_source import ArrivalSource
from amzn_review.batch.arrivals import Arrival, arrivals, printable
from amzn_review.batch.batch_counts import BatchCounts
from amzn_review.batch.batch_error import TooManyBadError
from amzn_review.batch.collector_pause import paused_collector
from amzn_review.batch.manifest import Manifest, ManifestEntry, open_manifests, write_manifest
from amzn_review.batch.record_reader import ChangedWhileReadError
from amzn_review.corpus.demo import noted_demos
from amzn_review.data_layout import DataLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.batch_transaction import BatchTransaction, find_batch
from amzn_review.postgres.parallel_reader import SLICE_FILES, ParallelReader, open_reader
from amzn_review.postgres.run_sql import run_sql
from storage.atomic_file import remove_partials
from storage.folder_lock import only_process

Connect = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]
log = logging.getLogger(__name__)


@dataclass
class Loader:
    """Loads what waits below uploaded/: `run` takes all the steps, which the other methods are.

    `connect` opens a connection whose block is one transaction, undone if it raises. `run_id` is for the
    ledger. `progress(done, total)` counts the files of the batch under way. A batch of more than
    `slice_files` is read by several processes. `source` brings what arrived elsewhere into uploaded/.
    """

    layout: DataLayout
    connect: Connect
    sql_dir: Path
    run_id: str
    limits: LoadLimits = field(default_factory=LoadLimits)
    progress: Callable[[int, int], None] | None = None
    slice_files: int = SLICE_FILES
    source: ArrivalSource | None = None

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
                yield self.archive(manifest, self.load_listed(manifest), held)
            # Repeat until a batch is smaller than LOAD_BATCH_FILES; the backlog is then empty. What arrived
            # meanwhile is the next run's, or a stream would keep this one going for ever.
            is_full = True
            while is_full and (waiting := self._arrived(held)):
                is_full = len(waiting) == self.limits.batch_files
                if batch := self._load_arrivals(waiting):
                    yield self.archive(*batch, held)

    def _arrived(self, held: Collection[str]) -> list[Arrival]:
        """`waiting`, when the source has brought what it has."""
        if self.source:
            self.source.bring(self.layout, self.limits.batch_files)
        return self.waiting(held)

    def waiting(self, held: Collection[str]) -> list[Arrival]:
        """The files of the next batch, sorted; `held` were left by an earlier batch of this run."""
        waiting = (it for it in arrivals(self.layout) if not held or printable(it.key) not in held)
        return sorted(islice(waiting, self.limits.batch_files), key=attrgetter("key"))

    def _load_arrivals(self, waiting: Sequence[Arrival]) -> tuple[Manifest, BalanceSheet] | None:
        """Freeze and load the next batch; None when no file is there any more.

        While the files are read for the manifest, the database is asked for our turn.
        """
        manifest = None
        try:
            with self.read(waiting) as batch, self.turn() as transaction:
                manifest = self.freeze(batch)
                return (manifest, self.load(transaction, manifest, batch)) if manifest else None
        except ChangedWhileReadError as error:
            if manifest is None:
                raise
            return manifest, self.load_listed(manifest, error)

    def freeze(self, batch: ParallelReader) -> Manifest | None:
        """Write the manifest, on the disk before anything loads. None when no file is there any more."""
        lines = batch.listing()
        return write_manifest(self.layout, lines) if lines else None

    def load_listed(self, manifest: Manifest, error: ChangedWhileReadError | None = None) -> BalanceSheet:
        """Load a batch of which there is the manifest, unless it is loaded already.

        `error`: what an earlier attempt has met.
        """
        with self.connect() as connection:
            # Once we hold the lock, a COMMIT interrupted by a kill has either succeeded or been rolled back.
            BatchTransaction(connection, self.sql_dir, self.run_id).begin()
            if known := find_batch(connection, self.sql_dir, manifest.batch_id):
                return known
        give_all_back(manifest)
        files = list(manifest.entries())
        changed: set[str] = set()
        while True:
            if error:
                log.warning(
                    "%s changed while it was read: the batch is read again without it.", ascii(error.key)
                )
                changed.add(error.key)
            try:
                with self.read(files, changed) as batch, self.turn() as transaction:
                    batch.listing()
                    return self.load(transaction, manifest, batch)
            except ChangedWhileReadError as changed_now:
                error = changed_now

    def read(
        self, files: Sequence[Arrival] | Sequence[ManifestEntry], changed: Collection[str] = ()
    ) -> AbstractContextManager[ParallelReader]:
        """A batch of these files, read while the block runs; `changed` are those not to be read again."""
        return open_reader(self.layout.uploaded, files, self.limits, self.slice_files, changed)

    @contextmanager
    def turn(self) -> Iterator[BatchTransaction]:
        """A transaction that no other load runs beside; the readers are there before its connection is."""
        with self.connect() as connection:
            demos = noted_demos(self.layout)
            transaction = BatchTransaction(connection, self.sql_dir, self.run_id, demos)
            transaction.begin()
            yield transaction

    def load(self, transaction: BatchTransaction, manifest: Manifest, batch: ParallelReader) -> BalanceSheet:
        """Load the records of a batch that is listed. Raises TooManyBadError, ChangedWhileReadError."""
        for row_batch in batch.row_batches():
            transaction.load(manifest.batch_id, row_batch)
            if self.progress:
                self.progress(batch.counts.files, batch.files)
        self._refuse_too_many(manifest, batch.counts)
        return transaction.finish(manifest.batch_id, batch.counts)

    def archive(self, manifest: Manifest, sheet: BalanceSheet, held: set[str]) -> BalanceSheet:
        """Take the files of a loaded batch out of uploaded/; `held` gets those that are left there."""
        with self.connect() as connection:
            parameters = {"batch_id": manifest.batch_id}
            set_aside = run_sql(connection, self.sql_dir / "load/set_aside.sql", parameters)
            ((held_keys,),) = run_sql(connection, self.sql_dir / "load/held_keys.sql", parameters)
        held.update(held_keys)
        acknowledge = partial(self.source.acknowledge, manifest) if self.source else None
        report = BatchArchive(manifest, [SetAside(*row) for row in set_aside], held_keys, acknowledge).run()
        log.info("%s. %s", sheet.text(), report)
        return sheet

    def _refuse_too_many(self, manifest: Manifest, counts: BatchCounts) -> None:
        """Undo a batch of which too much is bad: something is wrong with the stream, not with a file."""
        bad, listed = counts.quarantined, counts.listed
        if self.limits.is_too_bad(bad, listed):
            manifest.discard()
            raise TooManyBadError(
                self.limits.too_many_bad(
                    bad,
                    listed,
                    which="that wait",
                    outcome="nothing was loaded, all files wait in uploaded/",
                    example=f"{counts.first_rejection} Fix what writes them, or raise the limit to set them "
                    "aside.",
                )
            )
