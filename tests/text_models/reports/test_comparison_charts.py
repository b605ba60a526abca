"""What the page of a comparison shows, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.text_models.comparison.made_texts import MOOD, TOPIC
from text_models.metrics.predictions import Predictions
from text_models.reports.comparison_charts import (
    calibration_bins,
    label_errors,
    losses,
    ndcg_fifths,
    worst_by_length,
)

TRUTH = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 0, 0]], bool)
SHARES = np.array([[0.9, 0.2, 0.1], [0.5, 0.9, 0.1], [0.1, 0.5, 0.9], [0.9, 0.9, 0.9]])
MANY = Predictions(TRUTH, SHARES >= 0.6, SHARES)


def test_fifths_of_ndcg() -> None:
    # The one true label stands first (1), second (1 / log2 3 = .63), third (.5); the last text has none.
    assert ndcg_fifths(MANY) == [0, 0, 1, 1, 1]


def test_errors_of_each_label() -> None:
    assert [tuple(error) for error in label_errors(TOPIC, MANY, [30, 20, 10])] == [
        ("music", 30, pytest.approx(2 / 3), 0.5),
        ("sport", 20, None, 1.0),
        ("food", 10, None, 1.0),
    ]
    one = Predictions(np.array([0, 1, 1]), np.array([0, 0, 0]), np.array([[0.9, 0.1]] * 3))
    assert [tuple(error) for error in label_errors(MOOD, one, [5, 6])] == [
        ("bad", 5, 0.0, pytest.approx(2 / 3)),
        ("good", 6, 1.0, None),
    ]


def test_calibration_of_many_labels_is_over_all_of_them() -> None:
    bins = calibration_bins(MANY)
    assert sum(each.texts for each in bins) == 12
    assert bins[-1].texts == 6
    assert bins[-1].confidence == pytest.approx(0.9)
    assert bins[-1].right == pytest.approx(1 / 6)


def test_losses_by_hand() -> None:
    one = Predictions(np.array([0, 1]), np.array([0, 0]), np.array([[0.9, 0.1], [0.9, 0.1]]))
    assert losses(one).tolist() == pytest.approx([-np.log(0.9), -np.log(0.1)])
    assert losses(MANY)[0] == pytest.approx(-np.log([0.9, 0.8, 0.9]).mean())


def test_the_worst_tenth_lies_among_the_long_texts() -> None:
    texts = ["x" * length for length in range(1, 101)]
    sure = np.array([0.9] * 90 + [0.1] * 10)
    shares = np.column_stack([sure, 1 - sure])
    fifths = worst_by_length(texts, Predictions(np.zeros(100, int), np.zeros(100, int), shares))
    assert [part.share_of_worst for part in fifths] == [0, 0, 0, 0, 1]
    assert [(part.shortest, part.longest, part.texts) for part in fifths] == [
        (1, 20, 20), (21, 40, 20), (41, 60, 20), (61, 80, 20), (81, 100, 20),
    ]  # fmt: skip
    equal = worst_by_length(["same"] * 100, Predictions(np.zeros(100, int), np.zeros(100, int), shares))
    assert [tuple(part) for part in equal] == [(4, 4, 100, 1.0)]
