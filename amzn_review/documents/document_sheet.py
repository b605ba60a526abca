"""What became of the records of a batch of documents, in numbers that have to add up."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from amzn_review.balance_sheet import UnbalancedBatchError


@dataclass(frozen=True)
class DocumentSheet:
    """One batch and task: `listed` = `loaded` + `relabelled` + `duplicate` + `quarantined`, all records.

    A `relabelled` record is a known text with a label that it did not have; `label_events` were written.
    """

    batch_id: str
    task: str
    run_id: str
    files: int
    listed: int
    loaded: int
    relabelled: int
    duplicate: int
    quarantined: int
    label_events: int

    def require_balance(self) -> None:
        """Raises UnbalancedBatchError with the numbers."""
        parts = (self.loaded, self.relabelled, self.duplicate, self.quarantined)
        if self.listed != sum(parts) or min(parts) < 0:
            raise UnbalancedBatchError(f"The balance does not close: {self.text()}. Nothing was loaded.")

    def text(self) -> str:
        """The sheet on one line."""
        return f"batch {self.batch_id}: {self.equation()}"

    def equation(self) -> str:
        """The numbers alone, on one line."""
        return (
            f"{self.task} {self.listed:,} listed = {self.loaded:,} loaded + {self.relabelled:,} relabelled + "
            f"{self.duplicate:,} duplicate + {self.quarantined:,} quarantined "
            f"({self.files:,} files, {self.label_events:,} labels)"
        )

    def as_dict(self) -> dict[str, str | int]:
        """The fields by name."""
        return asdict(self)
