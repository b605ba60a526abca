"""The figures that a network's history tells of its development texts, epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from text_models.metrics.metric_set import METRICS, MetricSet
from text_models.metrics.predictions import Predictions

# Published for networks of hashtags.
PUBLISHED_THRESHOLD = 0.3
THRESHOLDS = np.arange(1, 20) / 20
ONE_LABEL, MANY_LABELS = ("accuracy", "macro_f1"), ("ndcg_at_3", "micro_f1")


@dataclass(frozen=True)
class NetworkJudge:
    """Judges logits (M, K) beside their `truth`, 0 or 1, shape (M, K)."""

    truth: np.ndarray
    has_many_labels: bool

    @property
    def rank_by(self) -> str | None:
        """The figure by which the best epoch is chosen: None for the loss, which is not weighted here."""
        return "ndcg_at_3" if self.has_many_labels else None

    def __call__(self, logits: np.ndarray) -> Mapping[str, float]:
        """Return accuracy and macro-F1, or else NDCG@3 and the micro-F1 at the published threshold.

        Beside the latter the threshold that is best here, and the micro-F1 at it.
        """
        from scipy.special import expit, softmax

        if not self.has_many_labels:
            shares = softmax(logits.astype(np.float64), axis=1)
            predictions = Predictions(self.truth.argmax(axis=1), shares.argmax(axis=1), shares)
            return _metrics(ONE_LABEL).evaluate(predictions)
        shares, truth = expit(logits.astype(np.float64)), self.truth > 0
        found = _metrics(MANY_LABELS).evaluate(Predictions(truth, shares >= PUBLISHED_THRESHOLD, shares))
        scores = [_micro_f1(truth, shares >= threshold) for threshold in THRESHOLDS]
        best = int(np.argmax(scores))
        return {
            "ndcg_at_3": found["ndcg_at_3"],
            f"micro_f1_at_{PUBLISHED_THRESHOLD:g}": found["micro_f1"],
            "threshold": float(THRESHOLDS[best]),
            "micro_f1": scores[best],
        }


def _micro_f1(truth: np.ndarray, answers: np.ndarray) -> float:
    return 2 * float((truth & answers).sum()) / max(1.0, float(truth.sum() + answers.sum()))


def _metrics(names: tuple[str, ...]) -> MetricSet:
    return MetricSet(tuple(metric for metric in METRICS if metric.name in names))
