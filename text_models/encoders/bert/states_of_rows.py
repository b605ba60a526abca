"""A Keras layer that looks up states of tokens that lie outside the graph."""

from __future__ import annotations

from typing import Any

import numpy as np

from text_models.networks.backend import keras, tf

NAME = "states_of_rows"


class StatesOfRows(keras.layers.Layer):  # type: ignore[misc] # Keras is untyped
    """Rows of `states`, (T + 1, H), by their numbers: (B, L) to (B, L, H), float32. Row 0 is padding."""

    def __init__(self, hidden: int) -> None:
        super().__init__(name=NAME)
        self._hidden = hidden
        self.states = np.zeros((1, hidden), np.float16)

    def call(self, rows: Any) -> Any:
        """Return the states, float32."""
        found = tf.numpy_function(self._taken, [rows], tf.float32, stateful=True)
        shape = tf.shape(rows)
        return tf.reshape(found, [shape[0], shape[1], self._hidden])

    def compute_output_shape(self, rows_shape: Any) -> Any:
        """Return (B, L, H)."""
        return (*rows_shape, self._hidden)

    def _taken(self, rows: np.ndarray) -> np.ndarray:
        return np.asarray(self.states[rows], np.float32)
