"""From probabilities to answers, with thresholds and without."""

from __future__ import annotations

import numpy as np

from tests.text_models.comparison.made_texts import MOOD, TOPIC
from text_models.comparison.answers import predictions_of
from text_models.comparison.processes.rung_result import FixedReply
from text_models.metrics.thresholds.aim import Aim
from text_models.metrics.thresholds.thresholds import Threshold, Thresholds

TRUTH = np.array([[True, False, False], [False, True, True]])
SHARES = np.array([[0.6, 0.3, 0.1], [0.2, 0.2, 0.2]])


def _thresholds(*values: float | None) -> Thresholds:
    of_labels = {f"label {n}": Threshold(value, None, None, None, 1) for n, value in enumerate(values)}
    return Thresholds("topic", Aim.parse("f1"), 2, of_labels)


def test_nothing_above_a_threshold_gives_an_empty_set() -> None:
    answers = predictions_of(TOPIC, TRUTH, SHARES, thresholds=_thresholds(0.5, 0.25, None)).answers
    assert answers.tolist() == [[True, True, False], [False, False, False]]
    assert predictions_of(TOPIC, TRUTH, SHARES).answers.tolist() == [[True, False, False], [False] * 3]


def test_of_two_labels_the_threshold_of_the_last_decides() -> None:
    truth, shares = np.array([0, 1]), np.array([[0.7, 0.3], [0.1, 0.9]])
    thresholds = _thresholds(0.0, 0.3)
    assert predictions_of(MOOD, truth, shares).answers.tolist() == [0, 1]
    assert predictions_of(MOOD, truth, shares, thresholds=thresholds).answers.tolist() == [1, 1]
    never = _thresholds(0.0, None)
    assert predictions_of(MOOD, truth, shares, thresholds=never).answers.tolist() == [0, 0]


def test_what_does_not_read_keeps_its_answer() -> None:
    reply = FixedReply([False, True, False], 0.0)
    assert predictions_of(TOPIC, TRUTH, SHARES, reply=reply).answers.tolist() == [[False, True, False]] * 2
    one = predictions_of(MOOD, np.array([0, 1]), np.array([[0.7, 0.3]] * 2), reply=FixedReply(1, 1.0))
    assert one.answers.tolist() == [1, 1]
