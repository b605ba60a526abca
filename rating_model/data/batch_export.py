"""The export of one batch by itself, from a warehouse that keeps no sides of texts: Redshift."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rating_model.data.first_texts import FirstTexts
from rating_model.data.review_files import Row
from rating_model.data.reviews_manifest import ReviewsManifest
from rating_model.data.reviews_writer import ReviewsWriter
from text_models.corpus.held_out import is_held_out
from text_models.corpus.training_sample import walk_start
from text_models.normalise import key_of_normalised, normalise_text


def export_batch(
    folder: Path,
    reviews: Iterable[Sequence[tuple[int, str | None, int]]],
    *,
    batch_id: str,
    run_id: str,
    max_reviews: int,
    max_evaluation: int,
) -> ReviewsManifest:
    """Fill the folder with an export of the batch, whose id is the version; return its manifest.

    `reviews` yields the rows (review_id, text as loaded or None, rating 1..5) some at a time, the first
    review first. A text's side is the one that its hash gives it in every export; at most `max_reviews`
    rows are to train on and `max_evaluation` to judge by. Memory follows these two, not the batch. The same
    reviews give the same rows.
    """
    train, evaluation = FirstTexts(max_reviews, walk_start(batch_id)), FirstTexts(max_evaluation)
    with ReviewsWriter(folder) as writer:
        for some in reviews:
            rows: list[Row] = [(number, normalise_text(text or ""), rating) for number, text, rating in some]
            writer.write("new", rows)
            for row in rows:
                if row[1]:
                    key = key_of_normalised(row[1])
                    (evaluation if is_held_out(key) else train).offer(key, row)
        learned = train.rows()
        writer.write("train", learned)
        writer.write("evaluation", evaluation.rows())
    return writer.finish(
        version=batch_id,
        batch_ids=[batch_id],
        run_ids=[run_id],
        seen_batch_ids=[batch_id] if learned else [],
    )
