"""What the files of a batch hold, on its way from whoever reads them to whoever loads it."""

from __future__ import annotations

from dataclasses import dataclass, field

from amzn_review.records.product_rows import ProductRow
from text_files.bad_record import BadRecord

ROW_BATCH_ROWS = 5_000
ROW_BATCH_BYTES = 8 * 1024 * 1024  # unpacked; one line may go beyond


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why one line (from 1), or a whole file (line 0), is no record.

    `is_whole_file`: the file held nothing else, so that it is set aside itself.
    """

    source_key: str
    line_number: int
    bad: BadRecord
    is_whole_file: bool

    def __str__(self) -> str:
        return f"{self.source_key!a} line {self.line_number}: {self.bad}"


@dataclass
class RecordCounts:
    """What was read: `listed` records = `staged` + `quarantined` + `held`.

    A file that cannot be read, and one that is left for the next batch, counts as one record.
    """

    files: int = 0
    listed: int = 0
    staged: int = 0
    quarantined: int = 0
    held: int = 0

    def add(self, other: RecordCounts) -> None:
        """Count what the other has counted."""
        for name in ("files", "listed", "staged", "quarantined", "held"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class BatchCounts:
    """What is known of files that were read: counts, the files that are left, the first that was bad."""

    reviews: RecordCounts = field(default_factory=RecordCounts)
    products: RecordCounts = field(default_factory=RecordCounts)
    held_keys: list[str] = field(default_factory=list)
    first_rejection: Rejection | None = None

    def add(self, other: BatchCounts) -> None:
        """Take in what is known of the files that came next."""
        self.reviews.add(other.reviews)
        self.products.add(other.products)
        self.held_keys += other.held_keys
        self.first_rejection = self.first_rejection or other.first_rejection

    @property
    def files(self) -> int:
        """How many files were read."""
        return self.reviews.files + self.products.files

    @property
    def listed(self) -> int:
        """How many records they hold."""
        return self.reviews.listed + self.products.listed

    @property
    def quarantined(self) -> int:
        """How many of the records are bad."""
        return self.reviews.quarantined + self.products.quarantined


@dataclass
class RowBatch:
    """Rows that travel to the warehouse together.

    A review has one place in each of `review_keys`, `facts` and `staged`, as `ReviewRow` names them.
    """

    review_keys: list[str] = field(default_factory=list)
    facts: list[bytes] = field(default_factory=list)
    staged: list[bytes] = field(default_factory=list)
    products: list[ProductRow] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    size: int = 0

    def rows(self) -> int:
        """How many there are, rejections included."""
        return len(self.review_keys) + len(self.products) + len(self.rejections)

    def is_full(self) -> bool:
        """Whether it is time to send it."""
        return self.rows() >= ROW_BATCH_ROWS or self.size >= ROW_BATCH_BYTES
