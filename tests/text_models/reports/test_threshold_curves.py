"""ROC and precision-recall curves, judged by scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.metrics import roc_curve as sklearn_roc

from tests.text_models.comparison.made_texts import MOOD, TOPIC
from text_models.metrics.predictions import Predictions
from text_models.reports.threshold_curves import (
    MOST_POINTS,
    TOGETHER,
    label_curves,
    precision_recall_curve,
    roc_curve,
)


@pytest.mark.parametrize("decimals", [1, 8])
def test_areas_are_those_of_scikit_learn(decimals: int) -> None:
    chosen = np.random.default_rng(3)
    truth = chosen.random(2_000) < 0.3
    scores = np.round(np.where(truth, chosen.beta(3, 2, 2_000), chosen.beta(2, 3, 2_000)), decimals)
    roc, found = roc_curve(scores, truth), precision_recall_curve(scores, truth)
    assert roc.area == pytest.approx(roc_auc_score(truth, scores))
    assert found.area == pytest.approx(average_precision_score(truth, scores))
    assert len(roc.xs) <= MOST_POINTS + 2
    assert (roc.xs[0], roc.ys[0], roc.xs[-1], roc.ys[-1]) == (0, 0, 1, 1)
    wrong, right, _ = sklearn_roc(truth, scores, drop_intermediate=False)
    points = set(zip(wrong.round(9).tolist(), right.round(9).tolist(), strict=True))
    assert {(round(x, 9), round(y, 9)) for x, y in zip(roc.xs, roc.ys, strict=True)} <= points
    if decimals == 1:
        assert len(roc.xs) == len(wrong), "few points are all kept"


def test_of_two_labels_the_last_has_a_curve_and_a_label_of_none_has_not() -> None:
    shares = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])
    curves = label_curves(MOOD, Predictions(np.array([0, 1, 0]), np.array([0, 1, 1]), shares))
    assert [(each.label, each.roc.area) for each in curves] == [("good", 1.0)]
    assert curves[0].share == pytest.approx(1 / 3)
    truth = np.array([[True, False, True], [True, False, False]])
    many = Predictions(truth, truth, np.array([[0.9, 0.1, 0.7], [0.8, 0.2, 0.3]]))
    assert [each.label for each in label_curves(TOPIC, many)] == ["food"]
    assert TOGETHER not in [each.label for each in label_curves(TOPIC, many)]
