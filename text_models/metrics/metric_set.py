"""The metrics of a task, computed together; and the one table of all metrics and their titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from text_models.metrics.agreement import COHEN_KAPPA
from text_models.metrics.calibration import ECE
from text_models.metrics.classification import ACCURACY, LOG_LOSS
from text_models.metrics.metric import Metric, RowBlock, RowSums
from text_models.metrics.ordinal import MAE, QUADRATIC_KAPPA
from text_models.metrics.paper_ranking import PAPER_MAP, PAPER_NDCG
from text_models.metrics.precision_recall import (
    MACRO_F1,
    MACRO_PRECISION,
    MACRO_RECALL,
    MICRO_F1,
    MICRO_PRECISION,
    MICRO_RECALL,
)
from text_models.metrics.predictions import Predictions
from text_models.metrics.ranking import MAP, NDCG, RECALL
from text_models.tasks.task import Kind, Task, TaskError

METRICS = (
    ACCURACY,
    MACRO_PRECISION,
    MACRO_RECALL,
    MACRO_F1,
    MICRO_PRECISION,
    MICRO_RECALL,
    MICRO_F1,
    MAE,
    QUADRATIC_KAPPA,
    COHEN_KAPPA,
    *NDCG,
    *MAP,
    *RECALL,
    *PAPER_NDCG,
    *PAPER_MAP,
    LOG_LOSS,
    ECE,
)


@dataclass(frozen=True)
class MetricSet:
    """Metrics by their names, in the order in which they are shown."""

    metrics: tuple[Metric, ...]

    @classmethod
    def of(cls, task: Task) -> MetricSet:
        """Return a task's metrics. Raises TaskError for one that is not known or does not fit its kind."""
        return cls(tuple(_known(name, task.kind) for name in task.metrics))

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(metric.name for metric in self.metrics)

    def __getitem__(self, name: str) -> Metric:
        """Return the metric of a name; raises KeyError when there is none."""
        for metric in self.metrics:
            if metric.name == name:
                return metric
        raise KeyError(name)

    def titles(self, unit: str) -> dict[str, str]:
        """The title of each metric by its name; `unit` is that of the task's scale."""
        return {metric.name: metric.titled(unit) for metric in self.metrics}

    def row_sums(self, predictions: Predictions) -> list[RowBlock]:
        """Return what each row adds to the sums: a block of shape (N, S) for each function of sums.

        A block whose rows are mostly zeros is sparse.
        """
        return [row_sums(predictions) for row_sums in self._functions()]

    def values(self, blocks: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
        """Return each metric, shape (...), for added up blocks of `row_sums`, each of shape (..., S)."""
        by_function = dict(zip(self._functions(), blocks, strict=True))
        return {metric.name: metric.of_sums(by_function[metric.row_sums]) for metric in self.metrics}

    def evaluate(self, predictions: Predictions) -> dict[str, float]:
        """Return each metric of N predictions by its name."""
        values = self.values([block.sum(axis=0) for block in self.row_sums(predictions)])
        return {name: float(value) for name, value in values.items()}

    def _functions(self) -> list[RowSums]:
        """Each function of sums once, in the order of the metrics."""
        return list(dict.fromkeys(metric.row_sums for metric in self.metrics))


def _known(name: str, kind: Kind) -> Metric:
    fitting = {metric.name: metric for metric in METRICS if kind in metric.kinds}
    if name not in fitting:
        raise TaskError(
            f"{name!r} is no metric of a task of kind {kind}; expected some of {', '.join(sorted(fitting))}."
        )
    return fitting[name]
