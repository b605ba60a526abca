"""What the report page shows of a version, as numbers: curve, confusion, calibration, reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rating_model.serving.rating_decision import expected_ratings
from text_models.ladder.evaluated_rows import EvaluatedRows
from text_models.metrics.classification import (
    CALIBRATION_BINS,
    RATINGS,
    SMALLEST,
    RatingPredictions,
    bins_of,
    calibration_of,
)

HARDEST = 20
SHOWN_CHARACTERS = 600
MOST_POINTS = 300


class CurvePoint(NamedTuple):
    """What was measured at a training step."""

    step: float
    value: float


@dataclass(frozen=True)
class LearningCurve:
    """Loss and learning rate over the training steps; `evaluation` is the loss on reviews held back from
    training."""

    loss: list[CurvePoint]
    evaluation: list[CurvePoint]
    rate: list[CurvePoint]


def learning_curve(history: Sequence[Mapping[str, float]]) -> LearningCurve | None:
    """Return the curve of history.json, None when no step is in it. A loss that is no number has no point."""
    told = [entry for entry in history if np.isfinite(entry["loss"])]
    if not told:
        return None
    judged = [
        CurvePoint(entry["step"], entry["evaluation_loss"])
        for entry in told
        if np.isfinite(entry.get("evaluation_loss", np.nan))
    ]
    return LearningCurve(
        loss=thinned([CurvePoint(entry["step"], entry["loss"]) for entry in told]),
        evaluation=judged,
        rate=thinned([CurvePoint(entry["step"], entry["learning_rate"]) for entry in told]),
    )


def thinned(points: Sequence[CurvePoint]) -> list[CurvePoint]:
    """Return at most 300 points: the means of stretches of equal length, where there are more of them."""
    stretches = np.array_split(np.array(points, np.float64), min(len(points), MOST_POINTS))
    return [CurvePoint(*map(float, stretch.mean(axis=0))) for stretch in stretches]


class ConfusionCell(NamedTuple):
    """The number of reviews of a true rating with an answer, and their share of that rating's, 0..1."""

    reviews: int
    share: float


def confusion(predictions: RatingPredictions) -> list[list[ConfusionCell]]:
    """Return a row for each true rating 1..5, in it a cell for each answer 1..5."""
    counts = np.zeros((len(RATINGS), len(RATINGS)), np.int64)
    np.add.at(counts, (predictions.truth - 1, predictions.answers.astype(np.int64) - 1), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return [
        [ConfusionCell(int(count), float(share)) for count, share in zip(*row, strict=True)]
        for row in zip(counts, shares, strict=True)
    ]


class ReliabilityBin(NamedTuple):
    """Reviews of about one confidence: their number, the mean confidence and the share right, 0..1."""

    reviews: int
    confidence: float
    right: float


def reliability(predictions: RatingPredictions) -> list[ReliabilityBin]:
    """Return the bins of the expected calibration error that hold a review, the least sure first."""
    confidence, likeliest = calibration_of(predictions.probabilities)
    right, bins = likeliest == predictions.truth, bins_of(confidence)
    inside = [bins == each for each in range(CALIBRATION_BINS)]
    return [
        ReliabilityBin(int(each.sum()), float(confidence[each].mean()), float(right[each].mean()))
        for each in inside
        if each.any()
    ]


class HardReview(NamedTuple):
    """A review whose stars the predictor thought least likely (`probability`, 0..1)."""

    review_id: int
    rating: int
    answer: int
    expected: float
    probability: float
    text: str


def hardest_reviews(rows: EvaluatedRows, name: str) -> list[HardReview]:
    """Return the 20 reviews of the highest log loss under predictor `name`, one a text, the hardest first."""
    predictions = rows.predictors[name]
    likely = predictions.probabilities[np.arange(len(rows.texts)), predictions.truth - 1]
    expected = expected_ratings(predictions.probabilities)
    found: dict[str, HardReview] = {}
    for place in np.argsort(likely, kind="stable"):
        text = rows.texts[place]
        found.setdefault(
            text,
            HardReview(
                int(rows.review_ids[place]),
                int(predictions.truth[place]),
                int(predictions.answers[place]),
                float(expected[place]),
                max(float(likely[place]), float(SMALLEST)),
                text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + " …",
            ),
        )
        if len(found) == HARDEST:
            break
    return list(found.values())
