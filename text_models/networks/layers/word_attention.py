"""How much each word of a text counts."""

from __future__ import annotations

from itertools import count
from typing import Any

from text_models.networks.backend import keras, tf

FAR_BELOW = -1e9


class WordAttention(keras.layers.Layer):  # type: ignore[misc] # Keras is untyped
    """The mean of word states, each weighted by softmax(v · tanh(W h + b)) over the real words.

    Yang et al. 2016, https://aclanthology.org/N16-1174. Called with states (B, L, D) and which positions are
    words, bool (B, L), it returns (B, D) and the weights, (B, L): 0 or more, of sum 1 over the words, 0
    elsewhere. A text without a word has weights 0 and the vector 0.
    """

    def __init__(self, units: int, seeds: count[int], name: str) -> None:
        super().__init__(name=name)
        glorot = keras.initializers.GlorotUniform
        self._projection = keras.layers.Dense(
            units, activation="tanh", kernel_initializer=glorot(seed=next(seeds)), name="projection"
        )
        self._score = keras.layers.Dense(
            1, use_bias=False, kernel_initializer=glorot(seed=next(seeds)), name="score"
        )

    def build(self, states_shape: tuple[int | None, ...], is_word_shape: object) -> None:  # noqa: ARG002 - Keras names them
        """Make the weights."""
        self._projection.build(states_shape)
        self._score.build((*states_shape[:-1], self._projection.units))
        self.built = True

    def call(self, states: Any, is_word: Any) -> tuple[Any, Any]:
        """Return the vectors and the weights."""
        scores = tf.squeeze(self._score(self._projection(states)), -1)
        words = tf.cast(is_word, scores.dtype)
        weights = tf.nn.softmax(scores + (1 - words) * FAR_BELOW, axis=-1) * words
        return tf.einsum("bl,bld->bd", weights, states), weights

    def compute_output_shape(
        self,
        states_shape: tuple[int | None, ...],
        is_word_shape: object,  # noqa: ARG002 - Keras names them
    ) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
        """Return (B, D) and (B, L)."""
        return (states_shape[0], states_shape[2]), states_shape[:2]
