"""What an export holds and where it comes from: manifest.json beside its Parquet shards.

Part of the export contract, see `reviews_writer` and docs/rating_data.md.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from rating_model.data.json_dataclass import read_dataclass, write_dataclass
from text_models.pipelines.text_pipeline import MANIFEST_FILE


@dataclass(frozen=True)
class ReviewsManifest:
    """The export of one version: its batches, rows by part, and how far its reviews drifted.

    `seen_batch_ids`: the batches that training rows come from, replayed ones included. `counts`: see
    docs/rating_data.md. `drift`: see `rating_drift`. `reference`: the training part's distributions, see
    `rating_reference`.
    """

    version: str
    batch_ids: list[str]
    run_ids: list[str]
    seen_batch_ids: list[str]
    counts: dict[str, int]
    drift: dict[str, Any]
    reference: dict[str, Any]

    def write(self, folder: Path) -> None:
        """Write manifest.json into the folder."""
        write_dataclass(folder / MANIFEST_FILE, self)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what `write` wrote; raises ValueError when there is no manifest or it is damaged."""
        return read_dataclass(cls, folder / MANIFEST_FILE, "export", "Export the reviews")
