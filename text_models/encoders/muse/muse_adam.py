"""Adam for layers, and for a table of which a step moves only the rows that have a gradient.

Kingma and Ba 2015: https://arxiv.org/abs/1412.6980. For a table it is lazy, as TensorFlow Addons' LazyAdam
was: moments of other rows stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import prod
from typing import Any

from text_models.networks.backend import tf

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7


class LayersAdam:
    """Moments of several variables, as one vector each: few operations, however many variables there are."""

    def __init__(self, variables: Sequence[Any]) -> None:
        self._variables = list(variables)
        self._sizes = [prod(variable.shape) for variable in self._variables]
        self._first, self._second = (tf.Variable(tf.zeros(sum(self._sizes))) for _ in range(2))

    @property
    def moments(self) -> dict[str, Any]:
        """The variables that a training goes on from, by name."""
        return {"first": self._first, "second": self._second}

    def step(self, gradients: Sequence[Any], rate: Any, steps: Any) -> None:
        """Move each variable by its gradient; `steps` counts from 1, as a float."""
        gradient = tf.concat([tf.reshape(each, [-1]) for each in gradients], 0)
        self._first.assign(BETA_1 * self._first + (1 - BETA_1) * gradient)
        self._second.assign(BETA_2 * self._second + (1 - BETA_2) * gradient * gradient)
        move = _move(self._first, self._second, rate, steps)
        ends = accumulate(self._sizes)
        for variable, size, end in zip(self._variables, self._sizes, ends, strict=True):
            variable.assign_sub(tf.reshape(move[end - size : end], variable.shape))


class TableAdam:
    """Moments of a table's rows."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self._first, self._second = (tf.Variable(tf.zeros(table.shape)) for _ in range(2))

    @property
    def moments(self) -> dict[str, Any]:
        """The variables that a training goes on from, by name."""
        return {"first": self._first, "second": self._second}

    def step(self, gradient: Any, rate: Any, steps: Any) -> None:
        """Move the rows that `gradient`, tf.IndexedSlices, names; `steps` counts from 1, as a float."""
        rows, places = tf.unique(tf.reshape(gradient.indices, [-1]))
        values = tf.reshape(gradient.values, [-1, self._table.shape[1]])
        summed = tf.math.unsorted_segment_sum(values, places, tf.size(rows))
        first = BETA_1 * tf.gather(self._first, rows) + (1 - BETA_1) * summed
        second = BETA_2 * tf.gather(self._second, rows) + (1 - BETA_2) * summed * summed
        self._first.scatter_update(tf.IndexedSlices(first, rows))
        self._second.scatter_update(tf.IndexedSlices(second, rows))
        self._table.scatter_sub(tf.IndexedSlices(_move(first, second, rate, steps), rows))


def _move(first: Any, second: Any, rate: Any, steps: Any) -> Any:
    """What a parameter is lowered by: the moments, corrected for their beginning at 0."""
    mean = first / (1 - BETA_1**steps)
    return rate * mean / (tf.sqrt(second / (1 - BETA_2**steps)) + EPSILON)
