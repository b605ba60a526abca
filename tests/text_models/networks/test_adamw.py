"""The fused update is AdamW: the same weights as Keras's own after three steps."""

import numpy as np
import pytest

from text_models.networks.adamw import AdamW
from text_models.networks.backend import keras, tf


def test_it_is_the_adamw_of_keras() -> None:
    chance = np.random.default_rng(3)
    start = {"kernel": chance.normal(size=(4, 3)), "bias": chance.normal(size=3)}
    ours, theirs = (
        {name: keras.Variable(values, dtype="float32", name=name) for name, values in start.items()}
        for _ in range(2)
    )
    adamw = AdamW(ours, weight_decay=0.1)
    reference = keras.optimizers.AdamW(0.01, weight_decay=0.1, global_clipnorm=1.0)
    reference.exclude_from_weight_decay(var_names=["bias"])
    for step in range(3):
        gradients = {
            name: tf.constant(chance.normal(size=v.shape) * 10**-step, tf.float32)
            for name, v in start.items()
        }
        adamw.update(gradients, tf.constant(0.01), tf.constant(float(step)))
        reference.apply(list(gradients.values()), list(theirs.values()))
    for name, values in start.items():
        assert np.asarray(ours[name]) == pytest.approx(np.asarray(theirs[name]), abs=1e-6)
        assert np.abs(np.asarray(ours[name]) - values).max() > 0.02
