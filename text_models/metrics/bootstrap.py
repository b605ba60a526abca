"""How far a metric, or the gain of one predictor over another, could be from its value by chance.

The bootstrap of Efron and Tibshirani (1993, chapters 6 and 13, percentile interval), on groups: reviews of
equal text are drawn together, because they are no independent witnesses (Cameron, Gelbach and Miller 2008,
https://doi.org/10.1162/rest.90.3.414).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from text_models.metrics.classification import METRICS, RatingPredictions, metrics_of_sums, sums_of_rows

RESAMPLES = 1_000
LEVEL = 0.95
DRAWS_AT_ONCE = 2_000_000


class Interval(NamedTuple):
    """A value and the ends of its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


Metrics = dict[str, Interval]


@dataclass(frozen=True)
class Resampled:
    """The metrics of several predictors on the same rows, and on the same resamples of them.

    `values[name][metric]` has shape (), `drawn[name][metric]` shape (R,).
    """

    values: dict[str, dict[str, np.ndarray]]
    drawn: dict[str, dict[str, np.ndarray]]

    def metrics(self, name: str) -> Metrics:
        """Return the six metrics of predictor `name`, each with its interval."""
        return {metric: _interval(self.values[name][metric], self.drawn[name][metric]) for metric in METRICS}

    def gain(self, challenger: str, reference: str) -> Metrics:
        """Return by how much the challenger is better than the reference; below 0 it is worse.

        Better is higher for accuracy, macro_f1 and quadratic_kappa, lower for mae, log_loss and ece. It is a
        paired comparison: what is hard for both predictors does not widen the interval.
        """
        gains = {}
        for metric, higher_is_better in METRICS.items():
            sign = 1.0 if higher_is_better else -1.0
            gains[metric] = _interval(
                sign * (self.values[challenger][metric] - self.values[reference][metric]),
                sign * (self.drawn[challenger][metric] - self.drawn[reference][metric]),
            )
        return gains


def resample(
    predictors: Mapping[str, RatingPredictions],
    groups: Sequence[str],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Resampled:
    """Return the predictors' metrics on all N rows and on `resamples` resamples of them.

    `groups`, length N, names the group of each row, such as its `text_key`. Each resample draws as many
    groups as there are, with replacement. The same seed gives the same intervals. Raises ValueError when
    there is no predictor, or one has another number of rows than there are groups.
    """
    if not predictors:
        raise ValueError("There is no predictor to evaluate. Received: 0 predictors")
    for name, predictions in predictors.items():
        if len(predictions.truth) != len(groups):
            raise ValueError(
                f"Every row needs a group. Received: {len(predictions.truth)} rows of {name} and "
                f"{len(groups)} groups"
            )
    of_rows = np.concatenate([sums_of_rows(predictions) for predictions in predictors.values()], axis=1)
    of_groups = _added_up(of_rows, groups)
    drawn = np.concatenate([counts @ of_groups for counts in _counts(len(of_groups), resamples, seed)])
    return Resampled(_by_name(predictors, of_groups.sum(axis=0)), _by_name(predictors, drawn))


def _added_up(of_rows: np.ndarray, groups: Sequence[str]) -> np.ndarray:
    """The sums of each group, shape (G, S)."""
    names, group_of_row = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    order = np.argsort(group_of_row, kind="stable")
    starts = np.searchsorted(group_of_row[order], np.arange(len(names)))
    return np.asarray(np.add.reduceat(of_rows[order], starts, axis=0))


def _by_name(names: Iterable[str], sums: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """The metrics of each predictor, whose sums lie side by side in the last axis."""
    known = list(names)
    split = np.split(sums, len(known), axis=-1)
    return {name: metrics_of_sums(of_predictor) for name, of_predictor in zip(known, split, strict=True)}


def _counts(groups: int, resamples: int, seed: int) -> Iterator[np.ndarray]:
    """How often each group is drawn, shape (R, groups), for all resamples, some at a time."""
    generator = np.random.default_rng(seed)
    at_once = max(1, DRAWS_AT_ONCE // groups)
    for start in range(0, resamples, at_once):
        rows = min(at_once, resamples - start)
        drawn = generator.integers(groups, size=(rows, groups))
        drawn += np.arange(rows)[:, None] * groups
        counts = np.bincount(drawn.ravel(), minlength=rows * groups)
        yield counts.reshape(rows, groups).astype(np.float64)


def _interval(value: np.ndarray, drawn: np.ndarray) -> Interval:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    # What is added turns -0.0 into 0.0.
    return Interval(float(value) + 0.0, float(low) + 0.0, float(high) + 0.0)
