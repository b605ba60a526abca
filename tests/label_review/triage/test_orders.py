"""Orders of a queue."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from label_review.triage.orders import diverse_order, doubtful_order, random_order, uncertain_order

NONE = float("nan")


def test_the_least_plausible_label_comes_first_and_what_has_no_score_last() -> None:
    assert doubtful_order(np.array([0.5, NONE, 0.1, 0.5])).tolist() == [2, 0, 3, 1]


def test_the_most_uncertain_answer_comes_first() -> None:
    probabilities = np.array([[0.9, 0.1], [0.5, 0.5], [NONE, NONE], [1.0, 0.0], [0.3, 0.7]])
    assert uncertain_order(probabilities).tolist() == [1, 4, 0, 3, 2]


def test_unlike_texts_come_first() -> None:
    # Three groups of texts, the largest first: whichever text is the first, one of each group is among three.
    vectors = np.repeat(np.eye(3), [5, 3, 2], axis=0)
    group = np.repeat([0, 1, 2], [5, 3, 2])
    for seed in range(10):
        order = diverse_order(vectors, 3, seed)
        assert sorted(order.tolist()) == list(range(10))
        assert sorted(group[order[:3]].tolist()) == [0, 1, 2]
        assert diverse_order(csr_matrix(vectors), 3, seed).tolist() == order.tolist()


def test_there_is_nothing_to_order() -> None:
    assert diverse_order(np.zeros((0, 3)), 3, 1).tolist() == []


def test_a_random_order_is_that_of_its_seed() -> None:
    assert sorted(random_order(50, 1).tolist()) == list(range(50))
    assert random_order(50, 1).tolist() == random_order(50, 1).tolist()
    assert random_order(50, 1).tolist() != random_order(50, 2).tolist()
