"""Batch normalisation over the real positions of right-padded texts."""

from __future__ import annotations

from typing import Any

from text_models.networks.backend import keras, tf


class MaskedBatchNorm(keras.layers.Layer):  # type: ignore[misc] # Keras is untyped
    """Scales each channel of (B, L, D) to mean 0 and variance 1 over the positions that are read.

    Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167. Padding neither counts in the statistics nor
    comes out as anything but 0, so that a batch may be padded to any length. Answers use the running
    statistics: a text's answer does not depend on its batch.
    """

    def __init__(self, name: str, momentum: float = 0.9, epsilon: float = 1e-5) -> None:
        super().__init__(name=name)
        self._momentum, self._epsilon = momentum, epsilon

    def build(self, values_shape: tuple[int | None, ...], is_read_shape: object) -> None:  # noqa: ARG002 - Keras names them
        """Make the scale, the shift and the running statistics."""
        size = (values_shape[-1],)
        self.gamma = self.add_weight(shape=size, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=size, initializer="zeros", name="beta")
        self.mean = self.add_weight(shape=size, initializer="zeros", trainable=False, name="mean")
        self.variance = self.add_weight(shape=size, initializer="ones", trainable=False, name="variance")
        self.built = True

    def call(self, values: Any, is_read: Any, training: bool = False) -> Any:
        """Return the scaled values; `is_read` is bool (B, L)."""
        counted = tf.cast(is_read, values.dtype)[..., None]
        if training:
            positions = tf.maximum(tf.reduce_sum(counted), 1.0)
            mean = tf.reduce_sum(values * counted, axis=[0, 1]) / positions
            variance = tf.reduce_sum(tf.square(values - mean) * counted, axis=[0, 1]) / positions
            kept = self._momentum
            self.mean.assign(self.mean * kept + mean * (1 - kept))
            self.variance.assign(self.variance * kept + variance * (1 - kept))
        else:
            mean, variance = self.mean.value, self.variance.value
        scaled = (values - mean) * tf.math.rsqrt(variance + self._epsilon)
        return (scaled * self.gamma.value + self.beta.value) * counted

    def compute_output_shape(
        self,
        values_shape: tuple[int | None, ...],
        is_read_shape: object,  # noqa: ARG002 - Keras names them
    ) -> tuple[int | None, ...]:
        """Return the shape of the values."""
        return values_shape
