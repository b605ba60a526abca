"""Precision, recall and F1 over the labels: the mean of each label's (macro), or of all answers (micro)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from text_models.metrics.confusion import label_counts
from text_models.metrics.metric import MANY_LABELS, ONE_LABEL, Metric

ANY_NUMBER = ONE_LABEL | MANY_LABELS
Share = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def _precision(hits: np.ndarray, _true: np.ndarray, answered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return hits, answered


def _recall(hits: np.ndarray, true: np.ndarray, _answered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return hits, true


def _f1(hits: np.ndarray, true: np.ndarray, answered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return 2 * hits, true + answered


def _macro(counts: np.ndarray, *, share: Share) -> np.ndarray:
    """The plain mean over the labels that occur in truth or answers; 0 where none does."""
    hits, true, answered = np.split(counts, 3, axis=-1)
    total = _divided(*share(hits, true, answered)).sum(axis=-1)
    return _divided(total, ((true > 0) | (answered > 0)).sum(axis=-1))


def _micro(counts: np.ndarray, *, share: Share) -> np.ndarray:
    hits, true, answered = (part.sum(axis=-1) for part in np.split(counts, 3, axis=-1))
    return _divided(*share(hits, true, answered))


def _divided(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """`part` / `whole`, 0 where there is nothing to divide by."""
    return np.asarray(np.divide(part, whole, out=np.zeros(np.shape(part)), where=whole > 0))


def _metric(kind: str, name: str, title: str, share: Share) -> Metric:
    of_counts = {"macro": _macro, "micro": _micro}[kind]
    return Metric(
        f"{kind}_{name}", f"{kind}-{title}", True, ANY_NUMBER, label_counts, partial(of_counts, share=share)
    )


# 0..1 all of them. Where a text has one label, the three of kind micro are equal, and equal to accuracy.
MACRO_PRECISION = _metric("macro", "precision", "precision", _precision)
MACRO_RECALL = _metric("macro", "recall", "recall", _recall)
MACRO_F1 = _metric("macro", "f1", "F1", _f1)
MICRO_PRECISION = _metric("micro", "precision", "precision", _precision)
MICRO_RECALL = _metric("micro", "recall", "recall", _recall)
MICRO_F1 = _metric("micro", "f1", "F1", _f1)
