"""From logits to ratings, by hand."""

import numpy as np
import pytest

from rating_model.predict import likeliest_ratings, median_ratings, softmax, without_class_weights

DISTRIBUTIONS = [
    ([1, 0, 0, 0, 0], 1, 1),
    ([0.3, 0.1, 0.2, 0.0, 0.4], 5, 3),
    ([0.0, 0.0, 0.0, 0.49, 0.51], 5, 5),
    ([0.4, 0.0, 0.0, 0.3, 0.3], 1, 4),
    ([0.25, 0.25, 0.25, 0.25, 0.0], 1, 2),
    ([0.2, 0.2, 0.1, 0.1, 0.4], 5, 3),
]


@pytest.mark.parametrize(("distribution", "likeliest", "median"), DISTRIBUTIONS)
def test_the_likeliest_and_the_median_rating(distribution: list[float], likeliest: int, median: int) -> None:
    probabilities = np.array([distribution])
    assert likeliest_ratings(probabilities).tolist() == [likeliest]
    assert median_ratings(probabilities).tolist() == [median]


def test_logits_become_probabilities_however_large() -> None:
    logits = np.log([[1.0, 2.0, 3.0, 4.0, 10.0]]) + 1_000
    assert softmax(logits)[0] == pytest.approx([0.05, 0.1, 0.15, 0.2, 0.5])
    assert softmax(np.zeros((2, 5))).tolist() == [[0.2] * 5] * 2


def test_taking_the_class_weights_out_undoes_putting_them_in() -> None:
    frequencies = np.array([[0.1, 0.1, 0.0, 0.2, 0.6], [0.5, 0.25, 0.0, 0.25, 0.0]])
    weights = np.array([4.0, 2.0, 0.0, 1.0, 0.5])
    # Each frequency times its weight; the rating never trained on has a little probability all the same.
    weighted = np.array([[0.4, 0.2, 0.05, 0.2, 0.3], [2.0, 0.5, 0.05, 0.25, 0.0]]) / [[1.15], [2.8]]
    assert without_class_weights(weighted, weights) == pytest.approx(frequencies)
