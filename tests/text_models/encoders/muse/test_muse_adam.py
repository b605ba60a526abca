"""Adam beside Keras's own, and a table of which only some rows move."""

from __future__ import annotations

import numpy as np
import pytest

from text_models.encoders.muse.muse_adam import LayersAdam, TableAdam
from text_models.networks.backend import keras, tf

RATE = 0.01


def test_layers_move_as_by_keras() -> None:
    chance = np.random.default_rng(1)
    begin = [chance.normal(size=(3, 2)).astype(np.float32), chance.normal(size=4).astype(np.float32)]
    ours, theirs = [tf.Variable(each) for each in begin], [keras.Variable(each) for each in begin]
    adam, expected = LayersAdam(ours), keras.optimizers.Adam(RATE, epsilon=1e-7)
    expected.build(theirs)
    for step in range(5):
        gradients = [tf.constant(chance.normal(size=each.shape).astype(np.float32)) for each in begin]
        adam.step(gradients, RATE, float(step + 1))
        expected.apply(gradients)
    for one, other in zip(ours, theirs, strict=True):
        assert one.numpy() == pytest.approx(other.numpy(), abs=1e-5)


def test_only_rows_with_a_gradient_move_and_one_named_twice_moves_by_the_sum() -> None:
    table, whole = tf.Variable(tf.ones((5, 2))), tf.Variable(tf.ones((5, 2)))
    values = tf.constant([[1.0, -2.0], [0.5, 1.0], [3.0, 4.0]])
    TableAdam(table).step(tf.IndexedSlices(values, tf.constant([3, 1, 3])), RATE, 1.0)
    gradient = np.zeros((5, 2), np.float32)
    gradient[1], gradient[3] = [0.5, 1.0], [4.0, 2.0]
    LayersAdam([whole]).step([tf.constant(gradient)], RATE, 1.0)
    assert table.numpy() == pytest.approx(whole.numpy(), abs=1e-7)
    # A first step is as long as the rate, whatever the gradient.
    assert table.numpy() == pytest.approx(
        np.array([[1, 1], [0.99, 0.99], [1, 1], [0.99, 0.99], [1, 1]]), abs=1e-6
    )
