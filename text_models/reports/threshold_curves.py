"""What every threshold would bring: ROC and precision-recall curves, for a page."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from text_models.metrics.predictions import Predictions
from text_models.tasks.task import Kind, Task

MOST_POINTS = 200
# With more labels than these, one curve stands for all of them together.
MOST_LABELS = 6
TOGETHER = "all labels together"


class ThresholdCurve(NamedTuple):
    """Points of a curve, each 0..1, and the area below it.

    The area is that of the whole curve, also where fewer points are kept. Of precision and recall it is the
    average precision, in steps.
    """

    xs: list[float]
    ys: list[float]
    area: float


class LabelCurves(NamedTuple):
    """The curves of a label against all others; `share` of the texts have it."""

    label: str
    share: float
    roc: ThresholdCurve
    precision_recall: ThresholdCurve


def label_curves(task: Task, predictions: Predictions) -> list[LabelCurves]:
    """Return the curves of each label; of two labels the last one's, of more than six one for all together.

    A label that all texts have, or none, has no curve.
    """
    truth = indicators(predictions)
    columns = {label: place for place, label in enumerate(task.labels)}
    if len(task.labels) > MOST_LABELS:
        parts = {TOGETHER: (predictions.probabilities.ravel(), truth.ravel())}
    else:
        if len(task.labels) == 2 and task.kind is not Kind.MULTI:
            columns = {task.labels[-1]: 1}
        parts = {
            label: (predictions.probabilities[:, place], truth[:, place]) for label, place in columns.items()
        }
    return [
        LabelCurves(label, float(has.mean()), roc_curve(scores, has), precision_recall_curve(scores, has))
        for label, (scores, has) in parts.items()
        if has.any() and not has.all()
    ]


def indicators(predictions: Predictions) -> np.ndarray:
    """Return whether each text has each label, bool, shape (N, C)."""
    if predictions.has_many_labels:
        return predictions.truth
    return np.asarray(predictions.truth[:, None] == np.arange(predictions.label_count))


def roc_curve(scores: np.ndarray, truth: np.ndarray) -> ThresholdCurve:
    """Return the share of true texts that are found (y) over that of the others (x); Fawcett 2006.

    https://doi.org/10.1016/j.patrec.2005.10.010. `truth` is bool, shape (N,), with both values in it. Texts
    of equal score are found together.
    """
    hits, flagged = _cumulated(scores, truth)
    found = np.append(0.0, hits / truth.sum())
    wrong = np.append(0.0, (flagged - hits) / (~truth).sum())
    area = float(np.trapezoid(found, wrong))
    return ThresholdCurve(*_thinned(wrong, found, wrong, found), area)


def precision_recall_curve(scores: np.ndarray, truth: np.ndarray) -> ThresholdCurve:
    """Return the precision (y) over the recall (x); its area is the average precision.

    That is the sum of the precisions, each times how much the recall grows there.
    """
    hits, flagged = _cumulated(scores, truth)
    recall, precision = hits / truth.sum(), hits / flagged
    area = float((np.diff(recall, prepend=0.0) * precision).sum())
    return ThresholdCurve(*_thinned(recall, precision, recall), area)


def _cumulated(scores: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The true texts and all texts from the highest score down to each different one."""
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    return truth[order].cumsum()[ends].astype(np.float64), ends + 1.0


def _thinned(xs: np.ndarray, ys: np.ndarray, *rising: np.ndarray) -> tuple[list[float], list[float]]:
    """All of 200 points; of more about 200, evenly spaced along each of the coordinates that rise."""
    if len(xs) <= MOST_POINTS:
        return xs.tolist(), ys.tolist()
    grid = np.linspace(0, 1, MOST_POINTS // len(rising))
    ends = [0, len(xs) - 1]
    near = [np.minimum(np.searchsorted(along, grid), len(xs) - 1) for along in rising]
    places = np.unique(np.concatenate([ends, *near]))
    return xs[places].tolist(), ys[places].tolist()
