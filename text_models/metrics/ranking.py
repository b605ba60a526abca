"""Metrics of labels as a ranked list, the most probable first.

Of labels with equal probability the wrong ones are ranked first: a tie never helps, so that a predictor
that gives every label the same probability gains nothing by the order of the labels. A text without any
true label has nothing to rank, and does not count.
"""

from functools import partial

import numpy as np

from text_models.metrics.classification import mean_of_rows
from text_models.metrics.metric import MANY_LABELS, Metric
from text_models.metrics.predictions import Predictions

DEPTH = 3


def _ranked_truth(predictions: Predictions, depth: int) -> np.ndarray:
    """Whether the label on each of the first `depth` ranks is true, shape (N, min(depth, C)), as 0 and 1."""
    order = np.lexsort((predictions.truth, -predictions.probabilities), axis=-1)
    return np.take_along_axis(predictions.truth, order, axis=1)[:, :depth].astype(np.float64)


def _gains(predictions: Predictions, *, depth: int) -> np.ndarray:
    """NDCG of each row and whether it counts, shape (N, 2)."""
    found = _ranked_truth(predictions, depth)
    discounts = 1.0 / np.log2(np.arange(2, found.shape[1] + 2))
    true = predictions.truth.sum(axis=1)
    ideal = np.concatenate([[0.0], discounts.cumsum()])[np.minimum(true, found.shape[1])]
    return _counted(found @ discounts, ideal, true > 0)


def _precisions(predictions: Predictions, *, depth: int) -> np.ndarray:
    """Average precision of each row and whether it counts, shape (N, 2)."""
    found = _ranked_truth(predictions, depth)
    precision = found.cumsum(axis=1) / np.arange(1, found.shape[1] + 1)
    true = predictions.truth.sum(axis=1)
    return _counted((precision * found).sum(axis=1), np.minimum(true, found.shape[1]), true > 0)


def _counted(found: np.ndarray, best: np.ndarray, counts: np.ndarray) -> np.ndarray:
    shares = np.divide(found, best, out=np.zeros(len(found)), where=counts)
    return np.column_stack([shares, counts.astype(np.float64)])


# 0..1: the discounted gain of the first 3 ranks over the best that could be had there. Järvelin and
# Kekäläinen 2002, https://doi.org/10.1145/582415.582418
NDCG_AT_3 = Metric("ndcg_at_3", "NDCG@3", True, MANY_LABELS, partial(_gains, depth=DEPTH), mean_of_rows)
# 0..1: the mean over texts of the precision at each true label among the first 3 ranks, over the number of
# true labels that could stand there. Manning, Raghavan and Schütze 2008, chapter 8.4,
# https://nlp.stanford.edu/IR-book/html/htmledition/evaluation-of-ranked-retrieval-results-1.html
MAP_AT_3 = Metric("map_at_3", "MAP@3", True, MANY_LABELS, partial(_precisions, depth=DEPTH), mean_of_rows)
