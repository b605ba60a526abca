"""The loss of a batch, one number a review before they are averaged."""

from typing import Any

from rating_model.heads import OUTPUTS
from text_models.networks.backend import tf


def review_losses(head: str, logits: Any, ratings: Any) -> Any:
    """Return the losses, shape (B,), of logits (B, 5) or (B, 4) against ratings 1..5, shape (B,).

    softmax: the cross-entropy. ordinal: the sum of the four binary ones, "is the rating above k?".
    """
    if head == "softmax":
        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=ratings - 1, logits=logits)
    is_above = tf.cast(ratings[:, None] > tf.range(1, OUTPUTS[head] + 1)[None], logits.dtype)
    return tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(is_above, logits), axis=1)


def weighted_mean(losses: Any, weights: Any) -> Any:
    """Return the mean of losses * weights, both of shape (B,), as a scalar.

    Raises ValueError for any other shape: (B,) times (B, 1) is (B, B), and a model trained on that learns
    the mean of its batch.
    """
    if losses.shape.rank != 1 or weights.shape.rank != 1:
        raise ValueError(
            f"Losses and weights must have the shape (B,). Received: {losses.shape} and {weights.shape}"
        )
    return tf.reduce_mean(losses * weights)
