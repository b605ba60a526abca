"""What became of a batch, in numbers that have to add up."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from errors import SentenceError


class UnbalancedBatchError(SentenceError):
    """The numbers of a batch do not add up; nothing of it was loaded. ``str()`` is one sentence."""


@dataclass(frozen=True)
class BalanceSheet:
    """One batch: review records `listed` = `loaded` + `duplicate` + `quarantined` + `held`, and `staged` =
    `loaded` + `duplicate`. `files` are those of reviews; `products` are records of metadata."""

    batch_id: str
    run_id: str
    files: int
    listed: int
    staged: int
    loaded: int
    duplicate: int
    quarantined: int
    held: int
    products: int

    def require_balance(self) -> None:
        """Raises UnbalancedBatchError with the numbers."""
        if self.listed != self.loaded + self.duplicate + self.quarantined + self.held:
            raise UnbalancedBatchError(f"The balance does not close: {self.text()}. Nothing was loaded.")
        if self.staged != self.loaded + self.duplicate:
            raise UnbalancedBatchError(
                f"Batch {self.batch_id}: {self.staged:,} records were staged, but {self.loaded:,} loaded + "
                f"{self.duplicate:,} duplicate are in the fact table. Nothing was loaded."
            )

    def text(self) -> str:
        """The sheet on one line."""
        return (
            f"batch {self.batch_id}: {self.listed:,} listed = {self.loaded:,} loaded + {self.duplicate:,} "
            f"duplicate + {self.quarantined:,} quarantined + {self.held:,} held ({self.files:,} files, "
            f"{self.products:,} product records)"
        )

    def as_dict(self) -> dict[str, str | int]:
        """The fields by name."""
        return asdict(self)
