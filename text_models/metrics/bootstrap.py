"""How far a metric, or the gain of one predictor over another, could be from its value by chance.

The bootstrap of Efron and Tibshirani (1993, chapters 6, 13 and 15, percentile interval), on groups: equal
texts are drawn together, because they are no independent witnesses (Cameron, Gelbach and Miller 2008,
https://doi.org/10.1162/rest.90.3.414).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from text_models.metrics.metric import RowBlock
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions

# With so many the smallest p is .001: Holm's correction can find gains among up to 50 comparisons.
RESAMPLES = 2_000
SEED = 0
LEVEL = 0.95
DRAWS_AT_ONCE = 2_000_000


class Interval(NamedTuple):
    """A value and the ends of its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


class Gain(NamedTuple):
    """By how much one predictor is better than another, with the ends of its 95 % bootstrap interval.

    `p`, 0..1, is how often a gain as far from 0, to either side, would come about if there were none.
    """

    value: float
    low: float
    high: float
    p: float


Metrics = dict[str, Interval]
Gains = dict[str, Gain]


@dataclass(frozen=True)
class Resampled:
    """The metrics of several predictors on the same rows, and on the same resamples of them.

    `values[name][metric]` has shape (), `drawn[name][metric]` shape (R,).
    """

    metric_set: MetricSet
    values: dict[str, dict[str, np.ndarray]]
    drawn: dict[str, dict[str, np.ndarray]]

    def metrics(self, name: str) -> Metrics:
        """Return the metrics of predictor `name`, each with its interval."""
        return {
            metric: interval_of(self.values[name][metric], self.drawn[name][metric])
            for metric in self.metric_set.names
        }

    def gain(self, challenger: str, reference: str) -> Gains:
        """Return by how much the challenger is better than the reference in each metric; below 0 it is worse.

        Better is higher or lower, as the metric says. It is a paired comparison: what is hard for both
        predictors does not widen the interval.
        """
        gains = {}
        for metric in self.metric_set.metrics:
            sign, name = 1.0 if metric.higher_is_better else -1.0, metric.name
            gains[name] = gain_of(
                sign * (self.values[challenger][name] - self.values[reference][name]),
                sign * (self.drawn[challenger][name] - self.drawn[reference][name]),
            )
        return gains


def resample(
    metric_set: MetricSet,
    predictors: Mapping[str, Predictions],
    groups: Sequence[str],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Resampled:
    """Return the predictors' metrics on all N rows and on `resamples` resamples of them.

    `groups`, length N, names the group of each row, such as its `text_key`. Each resample draws as many
    groups as there are, with replacement. The same seed gives the same intervals, whichever predictors are
    judged together and in whatever order the rows come. Raises ValueError when there is no predictor, one has
    another number of rows than there are groups, or a row has no group.
    """
    if not predictors:
        raise ValueError("There is no predictor to evaluate. Received: 0 predictors")
    for name, predictions in predictors.items():
        if predictions.rows != len(groups):
            raise ValueError(
                f"Every row needs a group. Received: {predictions.rows} rows of {name} and "
                f"{len(groups)} groups"
            )
    numbers = group_numbers(groups)
    of_groups = {
        name: [sums_of_groups(block, numbers) for block in metric_set.row_sums(predictions)]
        for name, predictions in predictors.items()
    }
    drawn: dict[str, dict[str, list[np.ndarray]]] = {
        name: {metric: [] for metric in metric_set.names} for name in predictors
    }
    for counts in draw_groups(int(numbers.max()) + 1, resamples, seed):
        # A sparse block would copy the counts to this layout itself, once for each predictor.
        by_group = np.ascontiguousarray(counts.T)
        for name, blocks in of_groups.items():
            for metric, values in metric_set.values([(block.T @ by_group).T for block in blocks]).items():
                drawn[name][metric].append(values)
    return Resampled(
        metric_set,
        {name: metric_set.values([block.sum(axis=0) for block in of_groups[name]]) for name in predictors},
        {
            name: {metric: np.concatenate(parts) for metric, parts in of_metrics.items()}
            for name, of_metrics in drawn.items()
        },
    )


def interval_of(value: np.ndarray | float, drawn: np.ndarray) -> Interval:
    """Return the value with the 95 % percentile interval of R resampled values, shape (R,)."""
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    # What is added turns -0.0 into 0.0.
    return Interval(float(value) + 0.0, float(low) + 0.0, float(high) + 0.0)


def gain_of(value: np.ndarray | float, drawn: np.ndarray) -> Gain:
    """Return the gain with its interval and p of R resampled gains, shape (R,).

    p is twice the smaller share of resamples on either side of 0, the value itself counted as one more of
    them (Davison and Hinkley 1997, chapter 4.2.5), so that it is never 0.
    """
    smaller = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    return Gain(*interval_of(value, drawn), min(1.0, 2 * (smaller + 1) / (len(drawn) + 1)))


def group_numbers(groups: Sequence[str]) -> np.ndarray:
    """Return the number 0..G-1 of each row's group, shape (N,), in the order of the groups' names.

    Raises ValueError when a row has no group: rows without one would be drawn together, as if they were one.
    """
    if without := [row for row, group in enumerate(groups) if group is None]:
        raise ValueError(
            f"Every row needs a group, such as the key of its text. Received: none in row {without[0]}"
        )
    return np.asarray(np.unique(np.asarray(groups, dtype=str), return_inverse=True)[1])


def sums_of_groups(of_rows: RowBlock, numbers: np.ndarray) -> RowBlock:
    """Return the sums of each group, shape (G, S), sparse where `of_rows`, shape (N, S), is."""
    from scipy.sparse import csr_array

    rows, groups = len(numbers), int(numbers.max()) + 1
    return csr_array((np.ones(rows), (numbers, np.arange(rows))), (groups, rows)) @ of_rows


def draw_groups(groups: int, resamples: int = RESAMPLES, seed: int = SEED) -> Iterator[np.ndarray]:
    """Yield how often each group is drawn, shape (R, groups), until all resamples are drawn."""
    generator = np.random.default_rng(seed)
    at_once = max(1, DRAWS_AT_ONCE // groups)
    for start in range(0, resamples, at_once):
        rows = min(at_once, resamples - start)
        drawn = generator.integers(groups, size=(rows, groups))
        drawn += np.arange(rows)[:, None] * groups
        counts = np.bincount(drawn.ravel(), minlength=rows * groups)
        yield counts.reshape(rows, groups).astype(np.float64)
