"""From logits to distributions, by hand."""

import numpy as np
import pytest

from rating_model.heads import distributions, without_class_weights


def test_five_logits_become_probabilities_however_large() -> None:
    logits = np.log([[1.0, 2.0, 3.0, 4.0, 10.0]]) + 1_000
    assert distributions("softmax", logits)[0] == pytest.approx([0.05, 0.1, 0.15, 0.2, 0.5])
    assert distributions("softmax", np.zeros((2, 5))).tolist() == [[0.2] * 5] * 2


def test_four_thresholds_become_five_probabilities() -> None:
    # Above 1: 9/10, above 2: 3/4, above 3: 1/2, above 4: 1/5; log-odds log 9, log 3, 0, -log 4.
    logits = np.array([[np.log(9), np.log(3), 0.0, -np.log(4)]])
    assert distributions("ordinal", logits)[0] == pytest.approx([0.1, 0.15, 0.25, 0.3, 0.2])
    assert distributions("ordinal", np.full((1, 4), 800.0)).tolist() == [[0, 0, 0, 0, 1]]
    assert distributions("ordinal", np.full((1, 4), -800.0)).tolist() == [[1, 0, 0, 0, 0]]


def test_thresholds_out_of_order_give_no_negative_probability() -> None:
    # Above 2 (3/4) cannot be likelier than above 1 (1/2).
    assert distributions("ordinal", np.array([[0.0, np.log(3), 0.0, -np.log(4)]]))[0] == pytest.approx(
        [0.5, 0.0, 0.0, 0.3, 0.2]
    )


def test_taking_the_class_weights_out_undoes_putting_them_in() -> None:
    frequencies = np.array([[0.1, 0.1, 0.0, 0.2, 0.6], [0.5, 0.25, 0.0, 0.25, 0.0]])
    weights = np.array([4.0, 2.0, 0.0, 1.0, 0.5])
    # Each frequency times its weight; the rating never trained on has a little probability all the same.
    weighted = np.array([[0.4, 0.2, 0.05, 0.2, 0.3], [2.0, 0.5, 0.05, 0.25, 0.0]]) / [[1.15], [2.8]]
    assert without_class_weights(weighted, weights) == pytest.approx(frequencies)
    only_unknown = np.array([[0.0, 0.0, 1.0, 0.0, 0.0]])
    assert without_class_weights(only_unknown, weights).tolist() == [[0.25, 0.25, 0.0, 0.25, 0.25]]
