"""The export contract: the one form in which reviews come from a warehouse to the models.

An export is a folder with three parts, each in Parquet shards of SCHEMA (`review_files`), and manifest.json
(`reviews_manifest`), which is written last: a folder without it is no export. Both warehouses write it by the
class below, and nothing else reads it but `read_part` and `ReviewsManifest.read`. docs/rating_data.md says
for readers of the files what is in each column, part and field; whoever changes it here changes it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rating_model.data.rating_drift import rating_reference
from rating_model.data.review_files import PARTS, PartWriter, Row
from rating_model.data.reviews_manifest import ReviewsManifest
from text_models.normalise import key_of_normalised


class ReviewsWriter:
    """Writes the parts of an export into a folder and counts them; then writes its manifest.

    A context manager. The shards get their names when the block ends well, then `finish` may be called. A
    part that gets no row is one shard without rows.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parts = {part: PartWriter(folder, part) for part in PARTS}
        self._open = ExitStack()
        self._without_text = 0
        self._keys: set[str] = set()
        self._ratings: list[int] = []
        self._lengths: list[int] = []

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            for part in self._parts.values():
                opening.enter_context(part)
            self._open = opening.pop_all()
        return self

    def write(self, part: str, rows: Sequence[Row]) -> None:
        """Add rows (review_id, text in normal form, rating 1..5) to "new", "train" or "evaluation".

        Rows of "new" may have the text ""; those of the other two have one, and each pair of text and rating
        is there once.
        """
        self._parts[part].write(rows)
        if part == "new":
            self._without_text += sum(not text for _, text, _ in rows)
            return
        self._keys.update(key_of_normalised(text) for _, text, _ in rows)
        if part == "train":
            self._ratings += [rating for _, _, rating in rows]
            self._lengths += [len(text) for _, text, _ in rows]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def finish(
        self,
        *,
        version: str,
        batch_ids: Sequence[str],
        run_ids: Sequence[str],
        seen_batch_ids: Sequence[str],
        replayed: int = 0,
        drift: dict[str, Any] | None = None,
    ) -> ReviewsManifest:
        """Write manifest.json, and return what it says.

        `seen_batch_ids` are the batches that the training rows come from, of which `replayed` are older than
        `batch_ids`. `drift` is `rating_drift`'s, None where there is no champion to compare with.
        """
        manifest = ReviewsManifest(
            version=version,
            batch_ids=list(batch_ids),
            run_ids=list(run_ids),
            seen_batch_ids=list(seen_batch_ids),
            counts={
                "new": self._parts["new"].rows,
                "without_text": self._without_text,
                "train": self._parts["train"].rows,
                "replayed": replayed,
                "evaluation": self._parts["evaluation"].rows,
                "texts": len(self._keys),
            },
            drift=drift or {"champion": None, "warnings": []},
            reference=rating_reference(self._ratings, self._lengths) if self._ratings else {},
        )
        manifest.write(self.folder)
        return manifest
