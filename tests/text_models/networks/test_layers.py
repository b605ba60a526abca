"""Each layer beside what computes the same elsewhere: Keras's own, or numpy on one text at a time."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from text_models.classifiers.networks.text_resnet import TextResNet
from text_models.networks.backend import keras, tf
from text_models.networks.layers.masked_batch_norm import MaskedBatchNorm
from text_models.networks.layers.recurrence import LastState, Lstm
from text_models.networks.layers.word_attention import WordAttention

LENGTHS = np.array([4, 1, 7, 3])
UNITS = 5
# From input, cell, forget, output to Keras's input, forget, cell, output.
KERAS = np.concatenate([np.arange(UNITS) + UNITS * gate for gate in (0, 2, 1, 3)])
IS_READ = np.arange(7) < LENGTHS[:, None]


def _values(width: int = 3) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(4, 7, width)).astype(np.float32)


@pytest.mark.parametrize("is_backwards", [False, True])
def test_an_lstm_has_the_states_of_keras_and_its_gradients(is_backwards: bool) -> None:
    values = tf.constant(_values())
    ours = Lstm(UNITS, count(), "ours", is_backwards=is_backwards)
    ours(values, IS_READ)
    theirs = keras.layers.LSTM(UNITS, return_sequences=True, go_backwards=is_backwards)
    theirs(values, mask=IS_READ)
    bias = np.asarray(ours.bias) + np.repeat([0, 0, 1, 0], UNITS)
    theirs.set_weights([np.asarray(each)[..., KERAS] for each in (ours.kernel, ours.recurrent, bias)])
    with tf.GradientTape(persistent=True) as tape:
        expected = theirs(values, mask=IS_READ)
        expected = expected[:, ::-1] if is_backwards else expected
        found = ours(values, IS_READ)
        counted = tf.cast(IS_READ, tf.float32)[..., None]
        sums = [tf.reduce_sum(tf.square(each) * counted) for each in (found, expected)]
    assert (found * counted).numpy() == pytest.approx((expected * counted).numpy(), abs=1e-6)
    assert not found.numpy()[~IS_READ].any()
    for one, other in zip(
        tape.gradient(sums[0], [each.value for each in ours.trainable_variables]),
        tape.gradient(sums[1], [each.value for each in theirs.trainable_variables]),
        strict=True,
    ):
        assert one.numpy()[..., KERAS] == pytest.approx(other.numpy(), abs=1e-5)


def test_the_last_state_is_that_of_the_last_word() -> None:
    values = _values()
    last = LastState()(values, IS_READ).numpy()
    assert last.tolist() == [values[row, length - 1].tolist() for row, length in enumerate(LENGTHS)]


def test_attention_weighs_words_alone() -> None:
    values = _values()
    is_word = IS_READ.copy()
    is_word[0, 1] = False
    is_word[1] = False
    layer = WordAttention(4, count(), "attention")
    vectors, weights = (each.numpy() for each in layer(values, is_word))
    assert (weights >= 0).all()
    assert not weights[~is_word].any()
    assert weights.sum(axis=1) == pytest.approx([1, 0, 1, 1])
    assert vectors == pytest.approx(np.einsum("bl,bld->bd", weights, values), abs=1e-6)
    alone, own = (each.numpy() for each in layer(values[2:3, :7], is_word[2:3]))
    assert alone == pytest.approx(vectors[2:3], abs=1e-6)
    assert own == pytest.approx(weights[2:3], abs=1e-6)


def test_batch_normalisation_sees_real_positions_alone() -> None:
    values = _values() * 3 + 2
    layer = MaskedBatchNorm("norm", momentum=0.0)
    found = layer(values, IS_READ, training=True).numpy()
    real = values[IS_READ]
    mean, variance = real.mean(axis=0), real.var(axis=0)
    assert found[IS_READ] == pytest.approx((real - mean) / np.sqrt(variance + 1e-5), abs=1e-4)
    assert not found[~IS_READ].any()
    assert layer.mean.numpy() == pytest.approx(mean, abs=1e-5)
    assert layer.variance.numpy() == pytest.approx(variance, abs=1e-4)
    # With momentum 0 the running statistics are those of this batch.
    assert layer(values, IS_READ).numpy() == pytest.approx(found, abs=1e-5)
    longer = np.pad(values, [(0, 0), (0, 5), (0, 0)])
    is_longer = np.pad(IS_READ, [(0, 0), (0, 5)])
    assert layer(longer, is_longer, training=True).numpy()[:, :7] == pytest.approx(found, abs=1e-5)


def test_residual_convolutions_are_the_same_however_far_a_text_is_padded() -> None:
    network = TextResNet.build({"rows": 50, "dimensions": 8, "channels": 4, "stages": 4, "outputs": 3}, 1)
    chance = np.random.default_rng(0)
    for variable in network.weights:
        if variable.path.endswith(("/mean", "/beta")):
            variable.assign(chance.normal(size=variable.shape))
    for length in range(1, 10):
        ids = chance.integers(1, 50, (1, length))
        alone = network(ids, training=False).numpy()
        for longer in (1, 2, 3, 4, 16):
            padded = np.pad(ids, [(0, 0), (0, longer)])
            assert network(padded, training=False).numpy() == pytest.approx(alone, abs=1e-5), length
