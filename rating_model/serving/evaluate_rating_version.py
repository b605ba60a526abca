"""Judge one trained version of the rating model on the reviews of an export."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rating_model.data.review_files import read_part
from rating_model.rating_task import rating_task
from text_models.corpus.labelled_texts import LabelledTexts
from text_models.ladder.evaluate_version import Evaluation, evaluate_version, read_model_file
from text_models.metrics.bootstrap import RESAMPLES


def evaluate_rating_version(
    model_dir: Path,
    reviews_dir: Path,
    champion_dir: Path | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Evaluation:
    """Fit the baselines on the part "train" of the export, judge them and ALBERT on the part "evaluation".

    See `evaluate_version`, whose errors it raises, for the rest; without albert/ the baselines are judged
    alone.
    """
    read_model_file(model_dir)  # a wrong folder is named before its reviews are read
    return evaluate_version(
        rating_task(),
        model_dir,
        labelled_reviews(reviews_dir, "train"),
        labelled_reviews(reviews_dir, "evaluation"),
        champion_dir,
        resamples=resamples,
        seed=seed,
    )


def labelled_reviews(reviews_dir: Path, part: str) -> LabelledTexts:
    """Return all reviews of a part. Raises what `read_part` raises when a shard is missing or damaged."""
    batches = list(read_part(reviews_dir, part))
    columns = ("review_id", "text", "rating")
    ids, texts, ratings = ([v for batch in batches for v in batch[name].to_pylist()] for name in columns)
    return LabelledTexts(np.asarray(ids, np.int64), texts, [str(rating) for rating in ratings])
