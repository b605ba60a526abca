"""What an export holds and where it comes from: manifest.json beside its Parquet shards."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

MANIFEST_FILE = "manifest.json"


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
        (folder / MANIFEST_FILE).write_text(json.dumps(asdict(self), indent=2) + "\n")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what `write` wrote; raises ValueError when there is no manifest or it is damaged."""
        path = folder / MANIFEST_FILE
        try:
            return cls(**json.loads(path.read_text()))
        except FileNotFoundError as error:
            raise ValueError(
                f"{folder} holds no export ({MANIFEST_FILE} is missing). Export the reviews."
            ) from error
        except (json.JSONDecodeError, TypeError) as error:
            raise ValueError(f"{path} is damaged ({error}). Export the reviews again.") from error
