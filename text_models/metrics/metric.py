"""One metric: computed from sums over the rows, so that a bootstrap needs the sums of each resample only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from text_models.metrics.predictions import Predictions
from text_models.tasks.task import Kind

# What rows add to sums, shape (N, S): an array, or scipy's csr_array (without types) where most of it is 0.
RowBlock: TypeAlias = Any
RowSums = Callable[[Predictions], RowBlock]
ONE_LABEL = frozenset({Kind.SINGLE, Kind.ORDINAL})
MANY_LABELS = frozenset({Kind.MULTI})


@dataclass(frozen=True)
class Metric:
    """A number that says how good predictions are.

    `row_sums` returns what each row adds to the sums that the metric is made of, shape (N, S), sparse or not;
    metrics that need the same sums name the same function, which is then called once. `of_sums` returns the
    metric, shape (...), for sums of shape (..., S). `title` stands in tables and sentences; `has_unit`: the
    metric is measured in the unit of the task's scale. `kinds`: the tasks that it can judge.
    """

    name: str
    title: str
    higher_is_better: bool
    kinds: frozenset[Kind]
    row_sums: RowSums
    of_sums: Callable[[np.ndarray], np.ndarray]
    has_unit: bool = False

    @property
    def command_name(self) -> str:
        """The name as commands and their JSON print it: ndcg@3 for ndcg_at_3, which MLflow takes."""
        return self.name.replace("_at_", "@")

    def titled(self, unit: str) -> str:
        """The title with the unit of the task's scale, where the metric is measured in it: "MAE, degrees"."""
        return f"{self.title}, {unit}" if self.has_unit and unit else self.title
