"""What a kind of files declares, so that `FileBatchLoader` loads them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, ClassVar, Generic, NamedTuple

from amzn_review.archive.file_archive import BatchArchive
from amzn_review.batch.archive_report import SetAside
from amzn_review.batch.arrivals import Arrival
from amzn_review.batch.batch_file import FileReader
from amzn_review.batch.manifest import Manifest
from amzn_review.batch.part_ledger import SheetT
from amzn_review.kind_layout import KindLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.staged_batch import StagedBatch


class FileNotes(NamedTuple):
    """What the log says of a file that was read: `reading` is how, "" if that is no question."""

    reading: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class BatchKind(ABC, Generic[SheetT]):
    """Files of one kind, which wait below the `layout`'s uploaded/.

    workflow/sql/ has a folder named after the layout's `kind`, with the statements one_at_a_time, create (the
    staging tables), batches and ledger, whose rows are the fields of `sheet`. `records` is the word for what
    the files hold.
    """

    layout: KindLayout
    limits: LoadLimits
    records: ClassVar[str] = "records"

    @property
    @abstractmethod
    def sheet(self) -> type[SheetT]:
        """What the ledger has of a part of a batch."""

    @abstractmethod
    def waiting(self) -> Sequence[Arrival]:
        """All files that wait, in the order in which they are loaded."""

    def companions(self, _key: str) -> Sequence[Arrival]:
        """Files that are not read, but archived with a file that is."""
        return ()

    def is_unfinished(self, _reader: FileReader, _key: str) -> bool:
        """Whether a file is still being written, and left for the next run. Raises OSError."""
        return False

    @abstractmethod
    def part_of(self, key: str) -> str:
        """The part of the batch that a file belongs to: what the ledger has a row for."""

    @abstractmethod
    def stage(self, batch: StagedBatch, file: BinaryIO, key: str) -> FileNotes:
        """Write a file's rows into the staging tables, and what is none into the quarantine.

        Raises OSError, or BadRecord, when the file is not as it was a moment ago.
        """

    @abstractmethod
    def write(self, batch: StagedBatch) -> list[SheetT]:
        """From the staging tables into the tables. Returns a sheet for each part, not yet in the ledger.

        Raises UnbalancedBatchError; then nothing may be committed.
        """

    def archive(self, manifest: Manifest, set_aside: Sequence[SetAside]) -> None:
        """Take the files of a loaded batch out of uploaded/. Safe to repeat. Raises OSError."""
        BatchArchive(manifest, set_aside, ()).run()
