"""The losses of networks of texts, one number a text before they are averaged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from text_models.networks.backend import tf


@dataclass(frozen=True)
class SoftmaxLosses:
    """The cross-entropy of a text's one label.

    `smoothing`, 0..1, is the share of the truth that is spread over all labels.
    """

    smoothing: float = 0.0

    def __call__(self, truth: Any, logits: Any) -> Any:
        """Return the losses, shape (B,), of truth and logits (B, C)."""
        labels = tf.cast(tf.shape(truth)[1], truth.dtype)
        spread = truth * (1 - self.smoothing) + self.smoothing / labels
        return tf.nn.softmax_cross_entropy_with_logits(spread, logits)


@dataclass(frozen=True)
class SigmoidLosses:
    """The mean over labels of the binary cross-entropies.

    `label_weights`, C numbers, are what each label counts; empty: all the same.
    """

    label_weights: tuple[float, ...] = ()

    def __call__(self, truth: Any, logits: Any) -> Any:
        """Return the losses, shape (B,), of truth and logits (B, C)."""
        weights = tf.constant(self.label_weights or 1.0, tf.float32)
        return tf.reduce_mean(weights * tf.nn.sigmoid_cross_entropy_with_logits(truth, logits), axis=1)
