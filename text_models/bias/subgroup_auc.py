"""The three AUC of a subgroup, and their mean over subgroups.

Borkan et al. 2019, "Nuanced Metrics for Measuring Unintended Bias with Real Data for Text Classification",
https://arxiv.org/abs/1903.04561, section 3. A value well below the overall AUC says in which direction the
model errs about texts that name the group:

- subgroup: it tells positive from negative ones worse;
- BPSN (background positive, subgroup negative): it takes negative ones for positive;
- BNSP (background negative, subgroup positive): it takes positive ones for negative.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

NAMES = ("subgroup_auc", "bpsn_auc", "bnsp_auc")
POWER = -5


def rows_of(positive: np.ndarray, naming: np.ndarray) -> dict[str, np.ndarray]:
    """Return which rows each AUC of a subgroup is about; all arrays bool, shape (N,)."""
    return {
        "subgroup_auc": naming,
        "bpsn_auc": np.where(naming, ~positive, positive),
        "bnsp_auc": np.where(naming, positive, ~positive),
    }


def weighted_auc(scores: np.ndarray, positive: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the area under the ROC curve for R weightings of N rows, shape (R,).

    It is the probability that a positive row has a higher score than a negative one, ties counted half.
    `scores` and `positive` have shape (N,), `weights` (R, N), at least 0. NaN where a weighting leaves no
    positive or no negative row.
    """
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(scores[order]) > 0])
    ordered, is_positive = weights[:, order], positive[order]
    positives = np.add.reduceat(ordered * is_positive, starts, axis=1)
    negatives = np.add.reduceat(ordered * ~is_positive, starts, axis=1)
    below = np.cumsum(negatives, axis=1) - negatives
    pairs = positives.sum(axis=1) * negatives.sum(axis=1)
    won = (positives * (below + negatives / 2)).sum(axis=1)
    area: np.ndarray = np.divide(won, pairs, out=np.full(len(weights), np.nan), where=pairs > 0)
    return area


def power_mean(values: Mapping[str, float]) -> float:
    """Return the generalized mean, power -5, of values 0..1: the worst weighs most, and a 0 gives 0."""
    if min(values.values()) == 0:
        return 0.0
    powers = np.asarray(list(values.values()), dtype=float) ** POWER
    return float(powers.mean() ** (1 / POWER))
