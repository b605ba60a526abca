"""A folder as the warehouse's export leaves it, made of rows in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rating_model.data.rating_drift import rating_reference
from rating_model.data.review_files import PartWriter
from rating_model.data.reviews_manifest import ReviewsManifest
from text_models.corpus.held_out import is_held_out
from text_models.normalise import normalise_text, text_key


def write_export(folder: Path, rows: Iterable[tuple[int, str | None, int]], version: str = "b1") -> Path:
    """Write rows (review_id, text, rating), all of them new; equal pairs of text and rating count once."""
    normalised = [(review_id, normalise_text(text or ""), rating) for review_id, text, rating in rows]
    distinct = {
        (text_key(text), rating): (number, text, rating) for number, text, rating in normalised if text
    }
    keys = sorted(distinct)
    sides = {
        "train": [distinct[key] for key in keys if not is_held_out(key[0])],
        "evaluation": [distinct[key] for key in keys if is_held_out(key[0])],
        "new": normalised,
    }
    folder.mkdir(parents=True)
    for part, chosen in sides.items():
        with PartWriter(folder, part) as writer:
            writer.write(chosen)
    ratings, lengths = [row[2] for row in sides["train"]], [len(row[1]) for row in sides["train"]]
    counts = {part: len(chosen) for part, chosen in sides.items()} | {
        "without_text": sum(not text for _, text, _ in normalised),
        "replayed": 0,
        "texts": len({key for key, _ in keys}),
    }
    manifest = ReviewsManifest(
        version=version,
        batch_ids=[version],
        run_ids=["a run"],
        seen_batch_ids=[version],
        counts=counts,
        drift={"champion": None, "warnings": []},
        reference=rating_reference(ratings, lengths) if ratings else {},
    )
    manifest.write(folder)
    return folder
