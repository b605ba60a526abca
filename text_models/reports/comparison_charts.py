"""What the page of a comparison shows, as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from text_models.metrics.calibration import BINS, bins_of
from text_models.metrics.classification import SMALLEST
from text_models.metrics.predictions import Predictions
from text_models.metrics.ranking_sums import COLUMNS, ranking_sums
from text_models.reports.report_charts import ReliabilityBin, reliability
from text_models.reports.threshold_curves import indicators
from text_models.tasks.task import Task

FIFTHS = 5
WORST_SHARE = 0.1


class LabelErrors(NamedTuple):
    """A label with its `training` texts; `missed` of those that have it, `wrong` of those that got it, 0..1.

    `wrong` is None where no text got it, `missed` where none has it.
    """

    label: str
    training: int
    missed: float | None
    wrong: float | None


class LengthFifth(NamedTuple):
    """Texts of `shortest` to `longest` characters, and which share of the worst ones they are, 0..1."""

    shortest: int
    longest: int
    texts: int
    share_of_worst: float


def ndcg_fifths(predictions: Predictions, depth: int = 3) -> list[int]:
    """Return how many texts have an NDCG@depth in each fifth of 0..1, the lowest first; 1 is in the last.

    Texts without a true label do not count.
    """
    sums = ranking_sums(predictions)
    values = sums[sums[:, COLUMNS["labelled"]] > 0, COLUMNS[f"ndcg_at_{depth}"]]
    places = np.minimum((values * FIFTHS).astype(int), FIFTHS - 1)
    counts: list[int] = np.bincount(places, minlength=FIFTHS).tolist()
    return counts


def label_errors(task: Task, predictions: Predictions, training: Sequence[int]) -> list[LabelErrors]:
    """Return the errors of each label beside its number of training texts."""
    truth, answers = indicators(predictions), predictions.answers
    if not predictions.has_many_labels:
        answers = answers[:, None] == np.arange(predictions.label_count)
    return [
        LabelErrors(
            label,
            int(training[place]),
            _share(truth[:, place] & ~answers[:, place], truth[:, place]),
            _share(~truth[:, place] & answers[:, place], answers[:, place]),
        )
        for place, label in enumerate(task.labels)
    ]


def calibration_bins(predictions: Predictions) -> list[ReliabilityBin]:
    """Return the bins of a reliability diagram, the least sure first.

    Where a text has one label those of its answer; else those of every label of every text.
    """
    if not predictions.has_many_labels:
        return reliability(predictions)
    sure, right = predictions.probabilities.ravel(), predictions.truth.ravel()
    places = bins_of(sure)
    inside = [places == each for each in range(BINS)]
    return [
        ReliabilityBin(int(each.sum()), float(sure[each].mean()), float(right[each].mean()))
        for each in inside
        if each.any()
    ]


def losses(predictions: Predictions) -> np.ndarray:
    """Return the log loss of each text, shape (N,); with any number of labels the mean over them."""
    truth = indicators(predictions)
    likely = np.clip(predictions.probabilities, SMALLEST, 1.0 - SMALLEST)
    if predictions.has_many_labels:
        return np.asarray(-np.log(np.where(truth, likely, 1.0 - likely)).mean(axis=1))
    return np.asarray(-np.log(likely[truth]))


def worst_by_length(texts: Sequence[str], predictions: Predictions) -> list[LengthFifth]:
    """Return fifths of the texts by their length, and which share of the worst tenth is in each.

    The worst are those of the highest log loss. Fewer than five parts come back where many texts are equally
    long.
    """
    lengths = np.array([len(text) for text in texts])
    worst = np.zeros(len(lengths), bool)
    worst[np.argsort(-losses(predictions), kind="stable")[: max(1, round(len(lengths) * WORST_SHARE))]] = True
    edges = np.unique(np.quantile(lengths, np.arange(1, FIFTHS) / FIFTHS, method="lower"))
    places = np.searchsorted(edges, lengths, side="left")
    parts = [places == place for place in range(len(edges) + 1)]
    return [
        LengthFifth(
            int(lengths[part].min()),
            int(lengths[part].max()),
            int(part.sum()),
            float(worst[part].sum() / worst.sum()),
        )
        for part in parts
        if part.any()
    ]


def _share(part: np.ndarray, whole: np.ndarray) -> float | None:
    return float(part.sum() / whole.sum()) if whole.any() else None
