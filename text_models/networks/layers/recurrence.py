"""Recurrent layers by TensorFlow's fused kernel, whose first weights depend on their seed alone."""

from __future__ import annotations

from itertools import count
from typing import Any

from text_models.networks.backend import keras, tf

FORGET_BIAS, NO_CLIP = 1.0, -1.0


class Lstm(keras.layers.Layer):  # type: ignore[misc] # Keras is untyped
    """An LSTM over right-padded texts: one operation for all steps, where Keras's own loops over them.

    Called with (B, L, D) and which positions are read, bool (B, L), it returns the states (B, L, units), 0 at
    padding. `is_backwards`: each text is read from its own last word to its first. Gates are in the order
    of the kernel: input, cell, forget, output. The loop's graph takes ten seconds to make, this one's less
    than one; steps are as fast.
    """

    def __init__(self, units: int, seeds: count[int], name: str, *, is_backwards: bool = False) -> None:
        super().__init__(name=name)
        self._units, self._is_backwards = units, is_backwards
        self._first = keras.initializers.GlorotUniform(seed=next(seeds))
        self._first_recurrent = keras.initializers.Orthogonal(seed=next(seeds))

    def build(self, values_shape: tuple[int | None, ...], is_read_shape: object) -> None:  # noqa: ARG002 - Keras names them
        """Make the weights."""
        units = self._units
        self.kernel = self.add_weight(
            shape=(values_shape[-1], 4 * units), initializer=self._first, name="kernel"
        )
        self.recurrent = self.add_weight(
            shape=(units, 4 * units), initializer=self._first_recurrent, name="recurrent"
        )
        self.bias = self.add_weight(shape=(4 * units,), initializer="zeros", name="bias")
        self.built = True

    def call(self, values: Any, is_read: Any) -> Any:
        """Return the states."""
        lengths = tf.reduce_sum(tf.cast(is_read, tf.int32), axis=1)
        states = self._states(tf.reverse_sequence(values, lengths, 1) if self._is_backwards else values)
        if self._is_backwards:
            states = tf.reverse_sequence(states, lengths, 1)
        return states * tf.cast(is_read, states.dtype)[..., None]

    def _states(self, values: Any) -> Any:
        """The states of all positions: what follows a text's last word changes none before it."""
        # https://www.tensorflow.org/api_docs/python/tf/raw_ops/BlockLSTM. The gradient of BlockLSTMV2, whose
        # gates have another order, is registered in this one's order and wrong (TensorFlow 2.21).
        begin, no_peephole = tf.zeros((tf.shape(values)[0], self._units)), tf.zeros(self._units)
        found = tf.raw_ops.BlockLSTM(
            seq_len_max=tf.shape(values, tf.int64)[1],
            x=tf.transpose(values, [1, 0, 2]),
            cs_prev=begin,
            h_prev=begin,
            w=tf.concat([self.kernel.value, self.recurrent.value], axis=0),
            wci=no_peephole,
            wcf=no_peephole,
            wco=no_peephole,
            b=self.bias.value,
            forget_bias=FORGET_BIAS,
            use_peephole=False,
            cell_clip=NO_CLIP,
        )
        return tf.transpose(found.h, [1, 0, 2])

    def compute_output_shape(
        self,
        values_shape: tuple[int | None, ...],
        is_read_shape: object,  # noqa: ARG002 - Keras names them
    ) -> tuple[int | None, ...]:
        """Return (B, L, units)."""
        return (*values_shape[:2], self._units)


def bilstm(values: Any, is_read: Any, units: int, seeds: count[int], name: str) -> Any:
    """Return the states of an LSTM in each direction, side by side: (B, L, 2 x units)."""
    forward = Lstm(units, seeds, f"{name}_forward")(values, is_read)
    backward = Lstm(units, seeds, f"{name}_backward", is_backwards=True)(values, is_read)
    return keras.layers.Concatenate(name=name)([forward, backward])


class LastState(keras.layers.Layer):  # type: ignore[misc] # Keras is untyped
    """The state of each text's last word: (B, L, D) and which positions are read, (B, L), to (B, D)."""

    def call(self, states: Any, is_read: Any) -> Any:
        """Return the states."""
        last = tf.reduce_sum(tf.cast(is_read, tf.int32), axis=1) - 1
        return tf.gather(states, last, axis=1, batch_dims=1)

    def compute_output_shape(
        self,
        states_shape: tuple[int | None, ...],
        is_read_shape: object,  # noqa: ARG002 - Keras names them
    ) -> tuple[int | None, ...]:
        """Return (B, D)."""
        return (states_shape[0], states_shape[2])
