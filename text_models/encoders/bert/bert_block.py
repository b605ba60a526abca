"""One layer of a BERT, a RoBERTa or an ALBERT: the three differ in names alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from text_models.encoders.bert.bert_config import BertConfig
from text_models.networks.backend import keras, tf

FAR_BELOW = -1e9
# Three matrices side by side are one multiplication.
JOINED = ("query", "key", "value")


class BertBlock(keras.layers.Layer):  # type: ignore[misc] # Keras is untyped
    """Self-attention and two dense layers, each with a residual and a layer norm behind it.

    Devlin et al. 2019, https://aclanthology.org/N19-1423. Called with states (B, L, H) and which positions
    are tokens, bool (B, L), it returns states (B, L, H). What padding holds changes no token's state. In
    training a share `dropout` of what each residual adds is dropped, drawn by `seed`.
    """

    def __init__(self, config: BertConfig, name: str, *, dropout: float = 0.0, seed: int = 0) -> None:
        super().__init__(name=name)
        self._config = config
        dense = keras.layers.Dense
        self.joined = dense(3 * config.hidden, name="joined")
        self.attended = dense(config.hidden, name="attended")
        self.inner = dense(config.inner, activation=_activation(config.activation), name="inner")
        self.outer = dense(config.hidden, name="outer")
        norm = keras.layers.LayerNormalization
        self.attended_norm = norm(epsilon=config.epsilon, name="attended_norm")
        self.outer_norm = norm(epsilon=config.epsilon, name="outer_norm")
        self.drops = [keras.layers.Dropout(dropout, seed=2 * seed + number) for number in (0, 1)]

    def build(self, states_shape: Any) -> None:
        """Make the weights."""
        hidden = (*states_shape[:-1], self._config.hidden)
        for layer in (self.joined, self.attended, self.inner, self.attended_norm, self.outer_norm):
            layer.build(hidden)
        self.outer.build((*states_shape[:-1], self._config.inner))
        self.built = True

    def call(self, states: Any, is_token: Any, training: bool = False) -> Any:
        """Return the states after this layer."""
        attended = self.attended(self._attention(states, is_token))
        states = self.attended_norm(states + self.drops[0](attended, training=training))
        outer = self.outer(self.inner(states))
        return self.outer_norm(states + self.drops[1](outer, training=training))

    def compute_output_shape(self, states_shape: Any) -> Any:
        """Return the shape of the states."""
        return states_shape

    def _attention(self, states: Any, is_token: Any) -> Any:
        heads, hidden = self._config.heads, self._config.hidden
        batch, length = tf.shape(states)[0], tf.shape(states)[1]
        joined = tf.reshape(self.joined(states), [batch, length, 3, heads, hidden // heads])
        query, key, value = tf.unstack(tf.transpose(joined, [2, 0, 3, 1, 4]))
        scores = tf.matmul(query, key, transpose_b=True) * (hidden // heads) ** -0.5
        scores += (1 - tf.cast(is_token, scores.dtype))[:, None, None, :] * FAR_BELOW
        found = tf.matmul(tf.nn.softmax(scores), value)
        return tf.reshape(tf.transpose(found, [0, 2, 1, 3]), [batch, length, hidden])


def new_block(config: BertConfig, weights: Mapping[str, np.ndarray], name: str, **options: Any) -> BertBlock:
    """Return a layer with these weights, by the names of `bert_weights`; for `options` see `BertBlock`."""
    block = BertBlock(config, name, **options)
    block.build((None, None, config.hidden))
    for kind, axis in (("kernel", 1), ("bias", 0)):
        joined = np.concatenate([weights[f"{part}/{kind}"] for part in JOINED], axis=axis)
        getattr(block.joined, kind).assign(joined)
    for layer in ("attended", "inner", "outer"):
        getattr(block, layer).kernel.assign(weights[f"{layer}/kernel"])
        getattr(block, layer).bias.assign(weights[f"{layer}/bias"])
    for layer in ("attended_norm", "outer_norm"):
        getattr(block, layer).gamma.assign(weights[f"{layer}/gamma"])
        getattr(block, layer).beta.assign(weights[f"{layer}/beta"])
    return block


def _activation(name: str) -> Any:
    if name == "relu":
        return tf.nn.relu
    return lambda values: tf.nn.gelu(values, approximate=name == "gelu_tanh")
