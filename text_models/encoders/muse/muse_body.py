"""M-USE above its table, as a Keras layer whose weights can be trained: rows of pieces in, vectors out.

The layers are those of the graph that Google published:
https://tfhub.dev/google/universal-sentence-encoder-multilingual/3
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from text_models.encoders.muse.muse_weights import BODY, ORDERS
from text_models.networks.backend import keras, tf

LOWEST = -1e9


def own_copy(array: np.ndarray) -> Any:
    """Return a tensor in memory that TensorFlow has laid out: how numpy lays it out rounds sums."""
    return tf.zeros(array.shape) + tf.constant(array, tf.float32)


class MuseBody(keras.layers.Layer):  # type: ignore[misc]  # keras has no types
    """Rows of pieces, float (B, L, E), and which of them are a text's, float (B, L), to its vectors."""

    def __init__(self, arrays: Mapping[str, np.ndarray], epsilon: float, **options: Any) -> None:
        """The arrays named in `BODY` are copied; `epsilon` is that of all norms."""
        super().__init__(**options)
        self.epsilon = epsilon
        self.named: dict[str, Any] = {
            name: self.add_weight(shape=arrays[name].shape, initializer="zeros", name=name) for name in BODY
        }
        for name, variable in self.named.items():
            variable.assign(own_copy(arrays[name]))

    def arrays(self) -> dict[str, np.ndarray]:
        """Return copies of the weights by their names."""
        return {name: np.array(variable.numpy()) for name, variable in self.named.items()}

    def call(self, rows: Any, mask: Any) -> tuple[Any, Any]:
        """Return (B, E) sentence vectors of length 1, and (B, E + 3W), the highest of each token feature."""
        shown = mask[:, :, None]
        parts = tf.split(self.projected(rows), len(ORDERS), axis=-1)
        branches = [self._branch(part, order, shown) for order, part in zip(ORDERS, parts, strict=True)]
        tokens = self.norm(tf.concat([rows, *branches], -1), self.named["ln_g"], self.named["ln_b"])
        highest = tf.reduce_max(tokens + (1 - shown) * LOWEST, axis=1)
        return self.sentence(tf.einsum("blf,bl->bf", tokens, mask), tf.reduce_sum(mask, 1)), highest

    def projected(self, rows: Any) -> Any:
        """Return what the branches read, (…, 3W), of rows (…, E): one norm over all three."""
        weight, bias, gamma, beta = (
            tf.concat([self.named[f"{kind}{order}"] for order in ORDERS], axis=-1)
            for kind in ("proj", "proj_b", "ln_g", "ln_b")
        )
        return self.norm(tf.tensordot(rows, weight, 1) + bias, gamma, beta)

    def kernel(self, stage: int, order: int) -> Any:
        """Return the kernel of convolution 1 or 2 over `order` neighbours, (order, W, W)."""
        weight = self.named[f"w{stage}_{order}"]
        return tf.reshape(weight, (order, weight.shape[1], weight.shape[1]))

    def convolved(self, stage: int, order: int, tokens: Any) -> Any:
        """Return the tokens (B, L, W), 0 outside their texts, with what their neighbours add."""
        found = tf.nn.conv1d(tokens, self.kernel(stage, order), 1, "SAME")
        return tokens + tf.nn.relu(found + self.named[f"b{stage}_{order}"])

    def sentence(self, total: Any, lengths: Any) -> Any:
        """Return (B, E) vectors of length 1, of the sum of each text's tokens and its number of tokens."""
        weight, lengths = self.named, lengths[:, None]
        mean = (total @ weight["cnn_W"] + lengths * weight["cnn_b"]) / tf.sqrt(lengths)
        first = tf.nn.relu(mean @ weight["d0"])
        second = tf.nn.relu(mean @ weight["p1"] + first @ weight["d1"])
        third = tf.nn.relu(second @ weight["d2"])
        vector = tf.tanh(second @ weight["p3"] + third @ weight["d3"])
        square = tf.reduce_sum(vector * vector, axis=1, keepdims=True)
        return vector * tf.math.rsqrt(tf.maximum(square, self.epsilon))

    def norm(self, values: Any, gamma: Any, beta: Any) -> Any:
        """Return the values with mean 0 and variance 1 along the last axis, times gamma, plus beta."""
        centred = values - tf.reduce_mean(values, axis=-1, keepdims=True)
        variance = tf.reduce_mean(centred * centred, axis=-1, keepdims=True)
        return centred * tf.math.rsqrt(variance + self.epsilon) * gamma + beta

    def _branch(self, tokens: Any, order: int, shown: Any) -> Any:
        first = self.convolved(1, order, tokens * shown)
        return self.convolved(2, order, first * shown)
