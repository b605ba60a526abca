"""Convolutions over right-padded texts that come out the same however far a batch is padded.

Values are 0 where nothing is read, going in and coming out. Each convolution pads both sides alike, whatever
the length: "same" of Keras shifts a stride by the length's parity.
"""

from __future__ import annotations

from itertools import count
from typing import Any, NamedTuple

from text_models.networks.backend import keras, tf
from text_models.networks.layers.masked_batch_norm import MaskedBatchNorm

POOL = 3


class Shape(NamedTuple):
    """Of convolutions: how many channels come out, how wide they are, every which position is kept."""

    channels: int
    width: int
    stride: int = 1


def stem(values: Any, is_read: Any, shape: Shape, seeds: count[int]) -> tuple[Any, Any]:
    """Return a convolution, normalised, ReLU, and the maximum over 3 positions of stride 2.

    Values (B, L, D) and which positions are read, (B, L), become shorter by the stride, and then by half.
    """
    values, is_read = _convolved((values, is_read), shape, seeds, "stem")
    values = keras.layers.ReLU(name="stem_relu")(values)
    # What is padded is 0, and so is the least that ReLU leaves.
    values = keras.layers.ZeroPadding1D(POOL // 2, name="stem_pool_padding")(values)
    kept = _every(is_read, 2)
    # The maximum behind the last word still sees it.
    return Zeroed(name="stem_out")(keras.layers.MaxPooling1D(POOL, 2, name="stem_pool")(values), kept), kept


def residual(values: Any, is_read: Any, shape: Shape, seeds: count[int], name: str) -> tuple[Any, Any]:
    """Return ReLU(values + two convolutions of them), and which positions are read.

    Where the sizes differ, the values go through a convolution of one position first.
    """
    inner = _convolved((values, is_read), shape, seeds, f"{name}_one")
    inner = keras.layers.ReLU(name=f"{name}_relu")(inner[0]), inner[1]
    found, kept = _convolved(inner, shape._replace(stride=1), seeds, f"{name}_two")
    if shape.stride > 1 or values.shape[-1] != shape.channels:
        values, _ = _convolved((values, is_read), shape._replace(width=1), seeds, f"{name}_short")
    added = keras.layers.Add(name=f"{name}_sum")([values, found])
    return keras.layers.ReLU(name=f"{name}_out")(added), kept


def _convolved(given: tuple[Any, Any], shape: Shape, seeds: count[int], name: str) -> tuple[Any, Any]:
    """A convolution of values, normalised, 0 where nothing is read; and which positions are read."""
    values, is_read = given
    padded = keras.layers.ZeroPadding1D(shape.width // 2, name=f"{name}_padding")(values)
    found = keras.layers.Conv1D(
        shape.channels,
        shape.width,
        shape.stride,
        use_bias=False,
        kernel_initializer=keras.initializers.GlorotUniform(seed=next(seeds)),
        name=name,
    )(padded)
    kept = _every(is_read, shape.stride)
    return MaskedBatchNorm(f"{name}_norm")(found, kept), kept


def _every(is_read: Any, stride: int) -> Any:
    return is_read if stride == 1 else is_read[:, ::stride]


class Zeroed(keras.layers.Layer):  # type: ignore[misc] # Keras is untyped
    """Values (B, L, D), 0 at the positions that are not read."""

    def call(self, values: Any, is_read: Any) -> Any:
        """Return the values."""
        return values * tf.cast(is_read, values.dtype)[..., None]

    def compute_output_shape(
        self,
        values_shape: tuple[int | None, ...],
        is_read_shape: object,  # noqa: ARG002 - Keras names them
    ) -> tuple[int | None, ...]:
        """Return the shape of the values."""
        return values_shape


class MeanOfPositions(keras.layers.Layer):  # type: ignore[misc] # Keras is untyped
    """The mean of (B, L, D) over the positions that are read, (B, L): (B, D)."""

    def call(self, values: Any, is_read: Any) -> Any:
        """Return the means."""
        counted = tf.cast(is_read, values.dtype)[..., None]
        return tf.reduce_sum(values * counted, axis=1) / tf.maximum(tf.reduce_sum(counted, axis=1), 1.0)

    def compute_output_shape(
        self,
        values_shape: tuple[int | None, ...],
        is_read_shape: object,  # noqa: ARG002 - Keras names them
    ) -> tuple[int | None, ...]:
        """Return (B, D)."""
        return (values_shape[0], values_shape[2])
