"""What the report page shows of a version, as numbers: curve, confusion, calibration, reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from text_models.ladder.evaluated_rows import EvaluatedRows
from text_models.metrics.calibration import BINS, bins_of, confidence_of
from text_models.metrics.classification import SMALLEST
from text_models.metrics.predictions import Predictions
from text_models.tasks.labels import labels_of
from text_models.tasks.task import Kind

HARDEST = 20
SHOWN_CHARACTERS = 600
MOST_POINTS = 300


class StepValue(NamedTuple):
    """What was measured at a training step."""

    step: float
    value: float


@dataclass(frozen=True)
class LearningCurve:
    """Loss and learning rate over the training steps; `evaluation` is the loss on texts held back from
    training."""

    loss: list[StepValue]
    evaluation: list[StepValue]
    rate: list[StepValue]


def learning_curve(history: Sequence[Mapping[str, float]]) -> LearningCurve | None:
    """Return the curve of history.json, None when no step is in it. A loss that is no number has no point."""
    told = [entry for entry in history if np.isfinite(entry["loss"])]
    if not told:
        return None
    judged = [
        StepValue(entry["step"], entry["evaluation_loss"])
        for entry in told
        if np.isfinite(entry.get("evaluation_loss", np.nan))
    ]
    return LearningCurve(
        loss=thinned([StepValue(entry["step"], entry["loss"]) for entry in told]),
        evaluation=judged,
        rate=thinned([StepValue(entry["step"], entry["learning_rate"]) for entry in told]),
    )


def thinned(points: Sequence[StepValue]) -> list[StepValue]:
    """Return at most 300 points: the means of segments of equal length, where there are more of them."""
    segments = np.array_split(np.array(points, np.float64), min(len(points), MOST_POINTS))
    return [StepValue(*map(float, segment.mean(axis=0))) for segment in segments]


class ConfusionCell(NamedTuple):
    """The number of texts of a true label with an answer, and their share of that label's, 0..1."""

    texts: int
    share: float


def confusion(predictions: Predictions) -> list[list[ConfusionCell]]:
    """Return a row for each true label, in it a cell for each label as the answer; one label a text."""
    labels = predictions.label_count
    counts = np.zeros((labels, labels), np.int64)
    np.add.at(counts, (predictions.truth, predictions.answers.astype(np.int64)), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return [
        [ConfusionCell(int(count), float(share)) for count, share in zip(*row, strict=True)]
        for row in zip(counts, shares, strict=True)
    ]


class ReliabilityBin(NamedTuple):
    """Texts of about one confidence: their number, the mean confidence and the share right, 0..1."""

    texts: int
    confidence: float
    right: float


def reliability(predictions: Predictions) -> list[ReliabilityBin]:
    """Return the bins of the expected calibration error that hold a text, the least sure first."""
    confidence, likeliest = confidence_of(predictions.probabilities)
    right, bins = likeliest == predictions.truth, bins_of(confidence)
    inside = [bins == each for each in range(BINS)]
    return [
        ReliabilityBin(int(each.sum()), float(confidence[each].mean()), float(right[each].mean()))
        for each in inside
        if each.any()
    ]


class HardText(NamedTuple):
    """A text whose labels the predictor thought least likely (`probability`, 0..1).

    `expected` is the mean place of its distribution on the task's scale, None where there is none.
    """

    identity: int
    label: str
    answer: str
    expected: float | None
    probability: float
    text: str


def hardest_texts(rows: EvaluatedRows, name: str) -> list[HardText]:
    """Return the 20 texts of the highest log loss under predictor `name`, each once, the hardest first.

    With any number of labels a text, the probability is the geometric mean over the labels.
    """
    predictions, task = rows.predictors[name], rows.task
    likely = _probability_of_truth(predictions)
    labels, answers = (_in_words(labels_of(task, each)) for each in (predictions.truth, predictions.answers))
    expected = predictions.probabilities @ np.arange(predictions.label_count) + task.scale_start
    found: dict[str, HardText] = {}
    for place in np.argsort(likely, kind="stable"):
        text = rows.texts[place]
        found.setdefault(
            text,
            HardText(
                int(rows.identities[place]),
                labels[place],
                answers[place],
                float(expected[place]) if task.kind is Kind.ORDINAL else None,
                max(float(likely[place]), float(SMALLEST)),
                text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + " …",
            ),
        )
        if len(found) == HARDEST:
            break
    return list(found.values())


def _probability_of_truth(predictions: Predictions) -> np.ndarray:
    """How likely the truth of each row was thought, shape (N,)."""
    if not predictions.has_many_labels:
        return np.asarray(predictions.probabilities[np.arange(predictions.rows), predictions.truth])
    each = np.where(predictions.truth, predictions.probabilities, 1.0 - predictions.probabilities)
    return np.asarray(np.exp(np.log(np.clip(each, SMALLEST, 1.0)).mean(axis=1)))


def _in_words(labels: list[str] | list[list[str]]) -> list[str]:
    return [label if isinstance(label, str) else ", ".join(label) or "none" for label in labels]
