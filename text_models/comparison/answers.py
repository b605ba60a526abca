"""From the probabilities of a rung to its predictions: with thresholds where an aim has chosen some."""

from __future__ import annotations

import numpy as np

from text_models.classifiers.decision import THRESHOLD, median_places
from text_models.comparison.rung_result import FixedReply
from text_models.metrics.predictions import Predictions
from text_models.metrics.thresholds.thresholds import Thresholds
from text_models.tasks.task import Kind, Task

TWO_LABELS = 2


def predictions_of(
    task: Task,
    truth: np.ndarray,
    probabilities: np.ndarray,
    *,
    thresholds: Thresholds | None = None,
    reply: FixedReply | None = None,
) -> Predictions:
    """Return the predictions of N texts of probabilities (N, C), beside their truth (see `truth_of`).

    The answer is the likeliest label; with any number of labels a text, each that reaches its threshold, .5
    without `thresholds`. Where a text has one of two labels, the threshold of the task's last one decides.
    `reply` is that of a rung which does not read, to every text. Points on a scale are the median.
    """
    points = median_places(probabilities).astype(np.float64)
    if reply is not None:
        answers = np.tile(np.asarray(reply.answer), (len(truth), *([1] * (truth.ndim - 1))))
        answers = answers.reshape(truth.shape)
        points = np.full(len(truth), reply.point)
    elif task.kind is Kind.MULTI:
        answers = thresholds.above(probabilities) if thresholds else probabilities >= THRESHOLD
    elif thresholds and decides(task):
        answers = thresholds.above(probabilities)[:, 1].astype(np.int64)
    else:
        answers = probabilities.argmax(axis=1)
    return Predictions(truth, answers, probabilities, points if task.kind is Kind.ORDINAL else None)


def decides(task: Task) -> bool:
    """Whether thresholds decide what is answered: with any number of labels a text, or one of two."""
    return task.kind is Kind.MULTI or len(task.labels) == TWO_LABELS
