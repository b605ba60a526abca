"""What windows say together, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.text_models.classifiers.rung_samples import task_of
from text_models.classifiers.networks.bert.window_scores import places_of_any_part, probabilities_of_texts

OWNERS = np.array([0, 1, 1, 1, 2])
# Log-odds of the second label are 0, 2, -1, -1 and -3.
SCORES = np.array([[0.0, 0.0], [0.0, 2.0], [0.0, -1.0], [1.0, 0.0], [3.0, 0.0]])


def sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


def test_log_odds_are_averaged() -> None:
    found = probabilities_of_texts(SCORES, OWNERS, (), is_multi=False)
    assert found[:, 1] == pytest.approx([0.5, sigmoid(0.0), sigmoid(-3)])
    assert found.sum(axis=1) == pytest.approx([1, 1, 1])


def test_one_window_is_enough_for_a_label_of_any_part() -> None:
    found = probabilities_of_texts(SCORES, OWNERS, (1,), is_multi=False)
    assert found[:, 1] == pytest.approx([0.5, sigmoid(2.0), sigmoid(-3)])
    # The other label's surest window is another one.
    found = probabilities_of_texts(SCORES, OWNERS, (0,), is_multi=False)
    assert found[:, 1] == pytest.approx([0.5, sigmoid(-1.0), sigmoid(-3)])


def test_with_any_number_of_labels_each_is_by_itself() -> None:
    found = probabilities_of_texts(SCORES, OWNERS, (1,), is_multi=True)
    assert found[1] == pytest.approx([sigmoid(1 / 3), sigmoid(2.0)])


def test_a_label_that_was_never_seen_has_no_probability() -> None:
    scores = np.array([[-np.inf, 1.0, 0.0], [-np.inf, 0.0, 1.0]])
    for any_part in ((), (2,)):
        found = probabilities_of_texts(scores, np.array([0, 0]), any_part, is_multi=False)
        assert found[0, 0] == 0
        assert found.sum() == pytest.approx(1)


def test_labels_are_found_in_sorted_order() -> None:
    task = task_of("toxic", "normal", "a")
    assert places_of_any_part(task) == ()
    assert places_of_any_part(replace(task, any_part=("toxic",))) == (2,)
