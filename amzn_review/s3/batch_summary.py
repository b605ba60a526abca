"""What is known of a batch once its objects are read: the ledger's numbers, and where the rows lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from amzn_review.batch.arrivals import printable
from amzn_review.batch.batch_counts import BatchCounts, RecordCounts
from amzn_review.batch.part_counts import PartCounts
from amzn_review.climate.climate_reading import ClimateReading
from amzn_review.s3.copy_parts import CopyPart

if TYPE_CHECKING:
    from storage.bucket import Bucket

_SUMS = (
    "objects", "files", "listed", "staged", "quarantined", "held", "product_files", "products",
    "products_quarantined", "products_held", "climate_files", "climate_rows", "station_rows",
    "climate_quarantined", "climate_held", "rejections",
)  # fmt: skip
_LISTS = ("held_keys", "notes", "parts", "packs", "climate_readings")


class BatchSummary(msgspec.Struct):
    """The counts of a batch, or of one segment of it.

    Review records: `listed` = `staged` + `quarantined` + `held`, of `files` objects. `products` are records
    of metadata, `climate_rows` and `station_rows` those of the weather. `rejections` are all records that
    are set aside, of every kind. `held_keys` are `printable`; these objects wait for the next batch.
    `parts`: what COPY reads; `packs`: the objects that hold the small originals; `notes`: sentences about
    climate files; `climate_readings`: the unit and layout of each file of days that was read; `tasks`:
    records of documents, by their task.
    """

    batch_id: str
    objects: int = 0
    files: int = 0
    listed: int = 0
    staged: int = 0
    quarantined: int = 0
    held: int = 0
    product_files: int = 0
    products: int = 0
    products_quarantined: int = 0
    products_held: int = 0
    climate_files: int = 0
    climate_rows: int = 0
    station_rows: int = 0
    climate_quarantined: int = 0
    climate_held: int = 0
    rejections: int = 0
    first_rejection: str | None = None
    held_keys: list[str] = msgspec.field(default_factory=list)
    notes: list[str] = msgspec.field(default_factory=list)
    parts: list[CopyPart] = msgspec.field(default_factory=list)
    packs: list[str] = msgspec.field(default_factory=list)
    climate_readings: list[ClimateReading] = msgspec.field(default_factory=list)
    tasks: dict[str, PartCounts] = msgspec.field(default_factory=dict)

    @staticmethod
    def read(bucket: Bucket, key: str) -> BatchSummary:
        """Read the summary that packing has written. Raises ObjectGoneError when it has not, S3Error."""
        return msgspec.json.decode(bucket.get(key), type=BatchSummary)

    def add(self, other: BatchSummary) -> None:
        """Take in the counts of what came next."""
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _LISTS:
            getattr(self, name).extend(getattr(other, name))
        for task, counts in other.tasks.items():
            self.task(task).add(counts)
        self.first_rejection = self.first_rejection or other.first_rejection

    def task(self, name: str) -> PartCounts:
        """The counts of a task."""
        return self.tasks.setdefault(name, PartCounts())

    def add_counts(self, counts: BatchCounts) -> None:
        """Take in what a `RecordReader` knows of its files."""
        reviews, products = counts.reviews, counts.products
        self.files += reviews.files
        self.listed += reviews.listed
        self.staged += reviews.staged
        self.quarantined += reviews.quarantined
        self.held += reviews.held
        self.product_files += products.files
        self.products += products.staged
        self.products_quarantined += products.quarantined
        self.products_held += products.held
        self.held_keys += map(printable, counts.held_keys)
        if counts.first_rejection:
            self.first_rejection = self.first_rejection or str(counts.first_rejection)

    def rows(self, kind: str) -> int:
        """How many rows of a kind COPY has to read."""
        return sum(part.rows for part in self.parts if part.kind == kind)

    @property
    def records(self) -> RecordCounts:
        """Reviews and products together: what a batch is judged by."""
        return RecordCounts(
            listed=self.listed + self.products + self.products_quarantined + self.products_held,
            quarantined=self.quarantined + self.products_quarantined,
        )
