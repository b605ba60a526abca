"""The interval that a published tag system gives its figures: of the means of 50 slices of the test texts.

It stands beside the bootstrap's and is no substitute for it: equal texts fall into several slices, and the
mean of a slice is not the metric of all texts.
"""

from __future__ import annotations

import numpy as np

from text_models.metrics.bootstrap import LEVEL, Interval
from text_models.metrics.metric import Metric
from text_models.metrics.predictions import Predictions

SLICES = 50


def slice_interval(metric: Metric, predictions: Predictions, slices: int = SLICES) -> Interval:
    """Return the mean of the metric over slices of the rows, with the ends of its 95 % t interval.

    Row i is in slice i mod `slices`; of N rows the last N mod `slices` are left out, as was published, so
    that slices are equally long. The interval is Student's, of the S means: +- t * s / sqrt(S), with S - 1
    degrees of freedom. Raises ValueError for fewer than two slices, or fewer rows than slices.
    """
    if slices < 2 or predictions.rows < slices:
        raise ValueError(
            "An interval of slices needs two or more of them, with a row in each. Received: "
            f"{slices} slices, {predictions.rows} rows"
        )
    from scipy.special import stdtrit

    whole = predictions.rows // slices * slices
    of_rows = metric.row_sums(predictions)[:whole]
    values = np.array([float(metric.of_sums(of_rows[first::slices].sum(axis=0))) for first in range(slices)])
    mean = values.mean()
    half = stdtrit(slices - 1, (1 + LEVEL) / 2) * values.std(ddof=1) / np.sqrt(slices)
    return Interval(float(mean), float(mean - half), float(mean + half))
