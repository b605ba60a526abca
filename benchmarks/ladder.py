"""How well the rating model's predictors do on reviews of one's own: five folds, no text ever on both sides.

REVIEWS="FILE …" names the files, of JSON lines. Rules of the measurement:
- A review is a distinct pair of text and rating; all reviews of one text are in one fold, chosen by its hash.
- Each fold in turn is judged by a version trained from fresh weights on the other four, by the very steps of
  the pipeline: tokenizer, training, baselines, evaluation. The answers of the five are judged together.
- Gains are paired, with 95 % bootstrap intervals over the texts: above 0 is better than the other.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bench_error import BenchError
from benchmarks.distinct_reviews import DistinctReview, read_distinct
from benchmarks.machine import cpu_model
from benchmarks.workshop import ROOT
from console.steps import Steps
from rating_model.data.rating_drift import rating_reference
from rating_model.data.review_files import PartWriter
from rating_model.data.reviews_manifest import ReviewsManifest
from rating_model.options import RatingOptions
from rating_model.rating_task import rating_task
from rating_model.serving.evaluate_rating_version import evaluate_rating_version
from rating_model.training.training_by_hand import train_by_hand
from text_models.classifiers.rung import rungs_of
from text_models.ladder.evaluated_rows import EvaluatedRows
from text_models.metrics.bootstrap import Gain, Interval, Resampled, resample
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.normalise import key_of_normalised

FOLDS = 5
RESULT = ROOT / "benchmarks" / "results" / "ladder.json"
SHOWN = ("macro_f1", "mae", "quadratic_kappa")


def main() -> None:
    """Measure, print, write benchmarks/results/ladder.json. Raises BenchError."""
    files = [Path(name) for name in os.environ.get("REVIEWS", "").split()]
    if not files:
        raise BenchError(
            'No reviews are named. Such as: make bench BENCH=ladder REVIEWS="All_Beauty_5.json.gz"'
        )
    print(__doc__, flush=True)
    reviews = read_distinct(files)
    judged = judged_in_folds(reviews, RatingOptions(warm_start=False))
    result = {"files": [path.name for path in files], "cpu": cpu_model(), **ladder_result(reviews, judged)}
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(ladder_table(result))
    print(f"Written to {RESULT.relative_to(ROOT)}.")


def judged_in_folds(reviews: Sequence[DistinctReview], options: RatingOptions) -> Resampled:
    """Every predictor's answers to all reviews, each given by a version that had not seen the text."""
    steps = Steps()
    folds: list[EvaluatedRows] = []
    with tempfile.TemporaryDirectory(prefix="amzn-review-ladder-") as name:
        for fold in range(FOLDS):
            with steps.step(f"fold {fold + 1}", f"Fold {fold + 1} of {FOLDS}"):
                folds.append(_judged_fold(Path(name) / f"fold-{fold + 1}", reviews, fold, options))
    predictors = {
        predictor: Predictions(
            *(
                np.concatenate([getattr(rows.predictors[predictor], column) for rows in folds])
                for column in ("truth", "answers", "probabilities", "points")
            )
        )
        for predictor in folds[0].predictors
    }
    metric_set = MetricSet.of(rating_task())
    return resample(
        metric_set, predictors, [key_of_normalised(text) for rows in folds for text in rows.texts]
    )


def ladder_result(reviews: Sequence[DistinctReview], judged: Resampled) -> dict[str, Any]:
    """What ladder.json says: counts, metrics of each predictor, and gains, each with its interval."""
    ratings = [review.rating for review in reviews]
    return {
        "reviews": len(reviews),
        "texts": len({review.key for review in reviews}),
        "stars": {str(star): ratings.count(star) for star in range(1, 6)},
        "folds": FOLDS,
        "predictors": {name: _spelled(judged.metrics(name)) for name in judged.values},
        "gains": {f"{a} over {b}": _spelled(judged.gain(a, b)) for a, b in compared()},
    }


def compared() -> list[tuple[str, str]]:
    """Each rung that reads with each below it, the highest first."""
    rungs = list(rungs_of(rating_task()).values())
    return [
        (rung.name, lower.name)
        for place, rung in reversed(list(enumerate(rungs)))
        if rung.reads
        for lower in rungs[:place]
    ]


def ladder_table(result: dict[str, Any]) -> str:
    """The result for a person."""
    lines = [f"{result['reviews']:,} reviews of {result['texts']:,} texts, {result['folds']} folds", ""]
    for group, sign in (("predictors", ""), ("gains", "+")):
        figure = f"{{:{sign}.3f}} ({{:{sign}.3f}} to {{:{sign}.3f}})"
        for name, metrics in result[group].items():
            shown = (f"{metric} {figure.format(*metrics[metric].values())}" for metric in SHOWN)
            lines.append(f"{name:<30}{'  '.join(shown)}")
        lines.append("")
    return "\n".join(lines)


def _judged_fold(
    folder: Path, reviews: Sequence[DistinctReview], fold: int, options: RatingOptions
) -> EvaluatedRows:
    sides = {
        "train": [review for review in reviews if fold_of(review.key) != fold],
        "evaluation": [review for review in reviews if fold_of(review.key) == fold],
    }
    _export(folder / "reviews", sides)
    version = folder / "models" / folder.name
    train_by_hand(
        folder / "reviews",
        version,
        options,
        tokenizers=folder / "tokenizers",
        champion=None,
        pretrained=None,
        code_version="benchmark",
        progress=lambda _done, _steps: None,
        report=lambda _line: None,
    )
    evaluate_rating_version(version, folder / "reviews")
    return EvaluatedRows.read(rating_task(), version)


def fold_of(key: str) -> int:
    """The fold 0..4 of a text, by its key."""
    return int(key[:8], 16) % FOLDS


def _export(folder: Path, sides: dict[str, list[DistinctReview]]) -> None:
    folder.mkdir(parents=True)
    for part, chosen in {**sides, "new": []}.items():
        with PartWriter(folder, part) as writer:
            writer.write([(number, review.text, review.rating) for number, review in enumerate(chosen)])
    train = sides["train"]
    ReviewsManifest(
        version=folder.parent.name,
        batch_ids=[],
        run_ids=[],
        seen_batch_ids=[],
        counts={part: len(chosen) for part, chosen in sides.items()}
        | {"texts": len({review.key for review in train})},
        drift={},
        reference=rating_reference(
            [review.rating for review in train], [len(review.text) for review in train]
        ),
    ).write(folder)


def _spelled(metrics: Mapping[str, Interval | Gain]) -> dict[str, dict[str, float]]:
    return {
        name: {end: round(getattr(found, end), 4) for end in Interval._fields}
        for name, found in metrics.items()
    }
