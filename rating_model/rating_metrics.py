"""Predictions in stars, and how good they are."""

from __future__ import annotations

import numpy as np

from rating_model.rating_task import rating_task
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions

RATINGS = (1, 2, 3, 4, 5)


def rating_predictions(
    truth: np.ndarray, answers: np.ndarray, stars: np.ndarray, probabilities: np.ndarray
) -> Predictions:
    """Return predictions of N reviews, given in stars.

    `truth` and `answers` are whole stars 1..5, shape (N,); `stars` a number of stars, shape (N,), from which
    the absolute error is taken; `probabilities` has shape (N, 5). Raises what `Predictions` raises.
    """
    first = RATINGS[0]
    return Predictions(truth - first, answers - first, probabilities, stars - first)


def evaluate_ratings(predictions: Predictions) -> dict[str, float]:
    """Return the metrics that are declared for the star rating, by name; the absolute error in stars."""
    return MetricSet.of(rating_task()).evaluate(predictions)
