"""What the report page shows of a version, as numbers and places: curve, confusion, calibration, reviews."""

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
from text_models.reports.report_plot import Plot, range_of, thinned

WIDTH, HEIGHT, LOW_HEIGHT = 720, 260, 150
SQUARE = 380
HARDEST = 20
SHOWN_CHARACTERS = 600
RADIUS = (3.0, 11.0)


@dataclass(frozen=True)
class LearningCurve:
    """Loss and learning rate over the training steps; `evaluation` are the dots of the loss on
    reviews held back from training."""

    loss: Plot
    loss_points: str
    evaluation: list[tuple[float, float]]
    rate: Plot
    rate_points: str


def learning_curve(history: Sequence[Mapping[str, float]]) -> LearningCurve | None:
    """Return the curve of history.json, None when no step is in it. A loss that is no number has no point."""
    told = [entry for entry in history if np.isfinite(entry["loss"])]
    if not told:
        return None
    steps, losses, rates = (
        np.array([entry[name] for entry in told]) for name in ("step", "loss", "learning_rate")
    )
    judged = [(entry["step"], entry["evaluation_loss"]) for entry in told if "evaluation_loss" in entry]
    xs, ys = thinned(steps, losses)
    across = range_of(steps, with_zero=True)
    loss = Plot(across, range_of([*ys, *(value for _, value in judged)], with_zero=True), WIDTH, HEIGHT)
    rate = Plot(across, range_of(rates, with_zero=True), WIDTH, LOW_HEIGHT)
    return LearningCurve(
        loss=loss,
        loss_points=loss.points(xs, ys),
        evaluation=[(loss.x(step), loss.y(value)) for step, value in judged],
        rate=rate,
        rate_points=rate.points(*thinned(steps, rates)),
    )


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


class Dot(NamedTuple):
    """A bin of the reliability diagram: its place and radius in pixels, and what it says."""

    x: float
    y: float
    radius: float
    title: str


@dataclass(frozen=True)
class Reliability:
    """How often the predictor is right (y) where it is so sure (x); on the diagonal it is calibrated."""

    plot: Plot
    dots: list[Dot]


def reliability(predictions: RatingPredictions) -> Reliability:
    """Return the diagram over the bins of the expected calibration error; a dot's area tells its reviews."""
    plot = Plot((0.0, 1.0), (0.0, 1.0), SQUARE, SQUARE)
    confidence, likeliest = calibration_of(predictions.probabilities)
    right, bins = likeliest == predictions.truth, bins_of(confidence)
    smallest, largest = RADIUS
    dots = []
    for each in range(CALIBRATION_BINS):
        inside = bins == each
        if not inside.any():
            continue
        sure, hit = float(confidence[inside].mean()), float(right[inside].mean())
        radius = smallest + (largest - smallest) * float(inside.mean()) ** 0.5
        title = f"{int(inside.sum()):,} reviews: {hit:.0%} right, {sure:.0%} sure"
        dots.append(Dot(plot.x(sure), plot.y(hit), round(radius, 1), title))
    return Reliability(plot, dots)


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
