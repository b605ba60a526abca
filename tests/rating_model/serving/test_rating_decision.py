"""From distributions to ratings, by hand."""

import numpy as np
import pytest

from rating_model.serving.rating_decision import expected_ratings, likeliest_ratings, median_ratings

DISTRIBUTIONS = [
    ([1, 0, 0, 0, 0], 1, 1, 1.0),
    ([0.3, 0.1, 0.2, 0.0, 0.4], 5, 3, 3.1),
    ([0.0, 0.0, 0.0, 0.49, 0.51], 5, 5, 4.51),
    ([0.4, 0.0, 0.0, 0.3, 0.3], 1, 4, 3.1),
    ([0.25, 0.25, 0.25, 0.25, 0.0], 1, 2, 2.5),
    ([0.2, 0.2, 0.1, 0.1, 0.4], 5, 3, 3.3),
]


@pytest.mark.parametrize(("distribution", "likeliest", "median", "expected"), DISTRIBUTIONS)
def test_the_likeliest_the_median_and_the_expected_rating(
    distribution: list[float], likeliest: int, median: int, expected: float
) -> None:
    probabilities = np.array([distribution])
    assert likeliest_ratings(probabilities, np.ones(5)).tolist() == [likeliest]
    assert median_ratings(probabilities).tolist() == [median]
    assert expected_ratings(probabilities) == pytest.approx([expected])


def test_weights_decide_between_a_rare_and_a_frequent_rating() -> None:
    probabilities = np.array([[0.3, 0.0, 0.1, 0.0, 0.6]])
    assert likeliest_ratings(probabilities, np.array([1, 1, 1, 1, 1])).tolist() == [5]
    assert likeliest_ratings(probabilities, np.array([3, 1, 1, 1, 1])).tolist() == [1]
    # A rating that was never trained on weighs nothing.
    assert likeliest_ratings(probabilities, np.array([0, 1, 3, 1, 0])).tolist() == [3]


def test_no_text_has_no_answer() -> None:
    none = np.zeros((0, 5))
    assert (
        likeliest_ratings(none, np.ones(5)).shape
        == median_ratings(none).shape
        == expected_ratings(none).shape
    )
    assert expected_ratings(none).shape == (0,)
