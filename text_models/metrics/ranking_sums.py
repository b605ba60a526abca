"""What each text adds to the metrics of a ranking: one ordering of its labels, shared by all of them.

Of labels with equal probability the wrong ones are ranked first: a tie never helps, so that a predictor
that gives every label the same probability gains nothing by the order of the labels.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from text_models.metrics.predictions import Predictions

DEPTHS = (3, 5, 10)
LABELLED, ROWS = "labelled", "rows"


def column_names() -> tuple[str, ...]:
    """Return the names of the columns of `ranking_sums`, in order."""
    values = ("ndcg", "map", "recall", "paper_ndcg", "paper_map", "found")
    return (LABELLED, ROWS, *(f"{name}_at_{depth}" for depth in DEPTHS for name in values))


COLUMNS = {name: place for place, name in enumerate(column_names())}


def ranking_sums(predictions: Predictions) -> np.ndarray:
    """Return the value of each row in every column of `column_names`, shape (N, S).

    0 in the columns of a metric for which the row does not count: `labelled` says whether it has a true
    label, `found_at_k` whether one is among its first k ranks.
    """
    found = _ranked_truth(predictions)
    true = predictions.truth.sum(axis=1)
    columns = [(true > 0).astype(np.float64), np.ones(len(true))]
    for depth in DEPTHS:
        columns += _at_depth(found[:, :depth], true, depth)
    return np.column_stack(columns)


def mean_over(value: str, counted: str) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function from sums, shape (..., S), to the mean of a column over the rows that count.

    `value` and `counted` are names of columns. The mean is 0 where no row counts.
    """

    def of_sums(sums: np.ndarray) -> np.ndarray:
        total, rows = sums[..., COLUMNS[value]], sums[..., COLUMNS[counted]]
        return np.asarray(np.divide(total, rows, out=np.zeros_like(total), where=rows > 0))

    return of_sums


def _ranked_truth(predictions: Predictions) -> np.ndarray:
    """Whether the label on each of the first ranks is true, shape (N, min(10, C)), as 0 and 1."""
    order = np.lexsort((predictions.truth, -predictions.probabilities), axis=-1)[:, : max(DEPTHS)]
    return np.take_along_axis(predictions.truth, order, axis=1).astype(np.float64)


def _at_depth(found: np.ndarray, true: np.ndarray, depth: int) -> list[np.ndarray]:
    """The six columns of one depth; `found` has as many ranks as that, or as there are labels."""
    ranks = np.arange(1, found.shape[1] + 1)
    discounts = 1.0 / np.log2(ranks + 1)
    best_gains = np.concatenate([[0.0], discounts.cumsum()])
    hits = found.sum(axis=1).astype(np.int64)
    # As many true labels as can stand on the ranks; with fewer labels than ranks, as there are labels.
    can_stand = np.minimum(true, min(depth, len(ranks)))
    gain = found @ discounts
    precision = (found.cumsum(axis=1) / ranks * found).sum(axis=1)
    return [
        _share(gain, best_gains[can_stand]),
        _share(precision, can_stand),
        _share(hits, true),
        _share(gain, best_gains[hits]),
        _share(precision, hits),
        (hits > 0).astype(np.float64),
    ]


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0))
