"""The vectors of many texts at once: what depends on a piece alone is computed once for each piece.

The projection and each tap of the first convolutions depend on one piece, and texts hold far fewer different
pieces than tokens. So half of the arithmetic is looked up. The results are those of `MuseBody`, but for
rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from text_models.encoders.muse.muse_body import LOWEST, MuseBody, own_copy
from text_models.encoders.muse.muse_weights import ORDERS
from text_models.networks.backend import tf

POSITIONS_AT_ONCE = 2_048
# The most tokens to the left or right that a convolution reads.
REACH = max(ORDERS) // 2
Rows = Callable[[np.ndarray], np.ndarray]


class TextVectors(NamedTuple):
    """Of N texts: sentence vectors (N, E) of length 1; the highest of each token feature, (N, E + 3W).

    The latter is of no columns where it was not asked for.
    """

    sentences: np.ndarray
    highest: np.ndarray


class MuseForward:
    """Answers with a body's weights as they are when it is called."""

    def __init__(self, body: MuseBody, width: int, *, with_highest: bool = False) -> None:
        """`width` is E; `with_highest` asks for the highest of each token feature too."""
        self._body, self._with_highest = body, with_highest
        self._prepare = tf.function(
            self._of_pieces, autograph=False, input_signature=[tf.TensorSpec([None, width], tf.float32)]
        )
        branch = int(body.named["proj2"].shape[1])
        table, taps = (tf.TensorSpec([None, each], tf.float32) for each in (width, branch))
        projected = tf.TensorSpec([None, branch * len(ORDERS)], tf.float32)
        # One graph for all shapes: one made for the first batch's would round otherwise than the next.
        self._answer = tf.function(
            self._of_texts,
            autograph=False,
            input_signature=[
                (table, projected, [taps] * sum(ORDERS)),
                tf.TensorSpec([None, None], tf.int32),
            ],
        )

    def __call__(self, texts: Sequence[Sequence[int]], rows_of: Rows) -> TextVectors:
        """Return the vectors of N > 0 texts, ids of pieces, one or more each; `rows_of(ids)` is (M, E)."""
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        flat = np.fromiter((each for text in texts for each in text), np.int64, int(lengths.sum()))
        pieces, places = np.unique(flat, return_inverse=True)
        prepared = self._prepare(own_copy(rows_of(pieces)))
        starts, columns = np.cumsum(lengths) - lengths, np.arange(lengths.max())
        sentences, highest = [], []
        batches = _batches(lengths)
        for batch in batches:
            is_token = columns[: lengths[batch].max()] < lengths[batch][:, None]
            at = np.where(is_token, starts[batch][:, None] + columns[: is_token.shape[1]], 0)
            ids = np.where(is_token, places[at] + 1, 0).astype(np.int32)
            one, other = self._answer(prepared, tf.constant(ids))
            sentences.append(one.numpy())
            highest.append(other.numpy())
        back = np.argsort(np.concatenate(batches), kind="stable")
        return TextVectors(np.concatenate(sentences)[back], np.concatenate(highest)[back])

    def _of_pieces(self, rows: Any) -> tuple[Any, Any, list[Any]]:
        """Rows, what the branches read and each tap of the first convolutions; entry 0 is for padding."""
        body = self._body
        projected = tf.pad(body.projected(rows), [[1, 0], [0, 0]])
        taps = [
            part @ body.kernel(1, order)[place]
            for order, part in zip(ORDERS, tf.split(projected, len(ORDERS), axis=-1), strict=True)
            for place in range(order)
        ]
        return tf.pad(rows, [[1, 0], [0, 0]]), projected, taps

    def _of_texts(self, prepared: tuple[Any, Any, list[Any]], ids: Any) -> tuple[Any, Any]:
        rows, projected, taps = prepared
        body, mask = self._body, tf.cast(ids > 0, tf.float32)
        parts = [tf.gather(rows, ids)]
        around = tf.pad(ids, [[0, 0], [REACH, REACH]])
        left = list(taps)
        for order, read in zip(ORDERS, tf.split(tf.gather(projected, ids), len(ORDERS), -1), strict=True):
            first = body.named[f"b1_{order}"]
            for place in range(order):
                begin = REACH - (order - 1) // 2 + place
                first += tf.gather(left.pop(0), around[:, begin : begin + tf.shape(ids)[1]])
            parts.append(body.convolved(2, order, (read + tf.nn.relu(first)) * mask[:, :, None]))
        return self._pooled(parts, mask)

    def _pooled(self, parts: list[Any], mask: Any) -> tuple[Any, Any]:
        """The norm of the joined parts, summed over tokens without ever being written out."""
        body = self._body
        gamma, beta = body.named["ln_g"], body.named["ln_b"]
        width = float(gamma.shape[0])
        mean = tf.add_n([tf.reduce_sum(part, -1) for part in parts]) / width
        square = tf.add_n([tf.einsum("blf,blf->bl", part, part) for part in parts]) / width
        scale = tf.math.rsqrt(square - mean * mean + body.epsilon)
        weight, lengths = scale * mask, tf.reduce_sum(mask, 1)
        total = tf.concat([tf.einsum("blf,bl->bf", part, weight) for part in parts], -1)
        total = (total - tf.reduce_sum(mean * weight, 1)[:, None]) * gamma + lengths[:, None] * beta
        sentences = body.sentence(total, lengths)
        if not self._with_highest:
            return sentences, sentences[:, :0]
        tokens = (tf.concat(parts, -1) - mean[:, :, None]) * scale[:, :, None] * gamma + beta
        return sentences, tf.reduce_max(tokens + (1 - mask[:, :, None]) * LOWEST, axis=1)


def _batches(lengths: np.ndarray) -> list[np.ndarray]:
    """Each text's index once, like lengths together, at most `POSITIONS_AT_ONCE` or one text a batch."""
    order = np.argsort(lengths, kind="stable")
    batches, start = [], 0
    for end in range(1, len(order) + 1):
        if end == len(order) or (end + 1 - start) * lengths[order[end]] > POSITIONS_AT_ONCE:
            batches.append(order[start:end])
            start = end
    return batches
