"""One loss a review, and a mean that refuses to be a table."""

import numpy as np
import pytest

from rating_model.training.loss import review_losses, weighted_mean
from text_models.networks.backend import tf


def test_five_classes_by_hand() -> None:
    logits = tf.math.log([[0.1, 0.1, 0.1, 0.2, 0.5], [0.7, 0.1, 0.1, 0.05, 0.05]])
    losses = review_losses("softmax", logits, tf.constant([5, 2]))
    assert losses.shape == (2,)
    assert losses.numpy() == pytest.approx([-np.log(0.5), -np.log(0.1)])


def test_four_thresholds_by_hand() -> None:
    # Each threshold is passed with probability 3/4: a review of 3 stars passes two of them, misses two.
    logits = tf.fill([2, 4], tf.cast(np.log(3), tf.float32))
    losses = review_losses("ordinal", logits, tf.constant([3, 5]))
    assert losses.numpy() == pytest.approx(
        [-2 * np.log(0.75) - 2 * np.log(0.25), -4 * np.log(0.75)], rel=1e-5
    )


def test_the_mean_pairs_each_loss_with_its_own_weight() -> None:
    # (1 * 3 + 2 * 0 + 4 * 1) / 3; all pairs would give 7 * 4 / 9.
    losses, weights = tf.constant([1.0, 2.0, 4.0]), tf.constant([3.0, 0.0, 1.0])
    assert float(weighted_mean(losses, weights)) == pytest.approx(7 / 3)


@pytest.mark.parametrize("shapes", [((3,), (3, 1)), ((3, 1), (3,)), ((3, 1), (3, 1)), ((3,), ())])
def test_a_column_is_refused(shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    with pytest.raises(ValueError, match=r"must have the shape \(B,\). Received: "):
        weighted_mean(tf.ones(shapes[0]), tf.ones(shapes[1]))
