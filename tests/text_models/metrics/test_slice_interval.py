"""The t interval of slices, worked out by hand."""

import numpy as np
import pytest

from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.metrics.slice_interval import slice_interval
from text_models.tasks.task import Kind, Task

METRIC_SET = MetricSet.of(
    Task("toy", "toy", Kind.SINGLE, ("a", "b"), ("accuracy", "macro_f1"), ("accuracy",), ("majority",))
)


def predictions(right: list[int]) -> Predictions:
    return Predictions(np.zeros(len(right), int), 1 - np.array(right), np.full((len(right), 2), 0.5))


def test_by_hand() -> None:
    # Rows 0, 3 | 1, 4 | 2, 5; the seventh is left out. Means 1, .5, 0; s = .5; t of 2 degrees is 4.302653.
    found = slice_interval(METRIC_SET["accuracy"], predictions([1, 1, 0, 1, 0, 0, 1]), slices=3)
    assert found == pytest.approx((0.5, 0.5 - 4.302653 * 0.5 / 3**0.5, 0.5 + 4.302653 * 0.5 / 3**0.5))


def test_a_metric_of_sparse_sums() -> None:
    # Slices of two rows: both right, one right, none: F1 of the label 1, 2/3 halved by the wrong one, and 0.
    found = slice_interval(METRIC_SET["macro_f1"], predictions([1, 1, 0, 1, 0, 0]), slices=3)
    assert found.value == pytest.approx((1 + 1 / 3 + 0) / 3)


@pytest.mark.parametrize(("rows", "slices"), [(1, 1), (2, 3)])
def test_too_few_rows_are_refused(rows: int, slices: int) -> None:
    with pytest.raises(ValueError, match=f"Received: {slices} slices, {rows} rows"):
        slice_interval(METRIC_SET["accuracy"], predictions([1] * rows), slices)
