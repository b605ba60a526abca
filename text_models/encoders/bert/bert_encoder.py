"""A frozen BERT: states of any of its layers for windows of token ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from text_models.encoders.bert.bert_block import new_block
from text_models.encoders.bert.bert_config import BertConfig
from text_models.encoders.bert.bert_weights import BertWeights
from text_models.networks.backend import keras, tf

# Of a batch, padding too: larger ones leave the processor's cache and are slower.
POSITIONS_AT_ONCE = 2_048
ROUNDED_TO = 8


class WindowBatch(NamedTuple):
    """Windows of like length: their rows (B,), the `first` states (B, L, E), and which are tokens (B, L)."""

    rows: np.ndarray
    first: np.ndarray
    is_token: np.ndarray


@dataclass(frozen=True)
class BertEncoder:
    """The layers of an encoder; the table of its pieces stays on the disk, of which a text needs few rows."""

    config: BertConfig
    weights: BertWeights

    def batches(
        self, windows: Sequence[np.ndarray], positions: int = POSITIONS_AT_ONCE
    ) -> Iterator[WindowBatch]:
        """Yield W windows of token ids in batches of at most `positions`, the shortest first."""
        lengths = np.array([len(window) for window in windows])
        order = np.argsort(lengths, kind="stable")
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and (end + 1 - start) * _rounded(lengths[order[end]]) <= positions:
                end += 1
            rows = order[start:end]
            yield self._batch(rows, [windows[row] for row in rows.tolist()])
            start = end

    def _batch(self, rows: np.ndarray, windows: list[np.ndarray]) -> WindowBatch:
        longest = _rounded(max(len(window) for window in windows))
        ids = np.zeros((len(windows), longest), np.int64)
        is_token = np.zeros(ids.shape, bool)
        for row, window in enumerate(windows):
            ids[row, : len(window)], is_token[row, : len(window)] = window, True
        return WindowBatch(rows, self.first_states(ids), is_token)

    def first_states(self, ids: np.ndarray) -> np.ndarray:
        """Return the sums of table rows, positions and types before the first layer norm, (B, L, E)."""
        first = self.config.first_position
        weights = self.weights
        # A window may be padded beyond the last position: what stands there counts nowhere.
        places = np.minimum(np.arange(ids.shape[1]) + first, self.config.positions - 1)
        distinct, where = np.unique(ids, return_inverse=True)
        rows = np.asarray(weights.word[distinct], np.float32)
        return np.asarray(rows[where.reshape(ids.shape)] + weights.position[places] + weights.type)

    def function(self, layers: Sequence[int], answer: Callable[[Any, Any], Any]) -> Any:
        """Return a function of a batch's first states and tokens, which lists answers for each of `layers`.

        An answer is of a layer's states and of which are tokens. Layer 0 is what the first layer gets. One
        graph serves batches of every shape.
        """
        of_layers = self._layers(max(layers))
        width = self.config.table_width
        signature = [tf.TensorSpec([None, None, width]), tf.TensorSpec([None, None], tf.bool)]

        def states(first: Any, is_token: Any) -> list[Any]:
            found, now = [], first
            for number, layer in enumerate(of_layers):
                now = layer(now, is_token)
                if number in layers:
                    found.append(answer(now, is_token))
            return found

        return tf.function(states, input_signature=signature)

    def _layers(self, last: int) -> list[Callable[[Any, Any], Any]]:
        """What makes the states after each layer out of those before it; the first makes those of layer 0."""
        config = self.config
        names = [f"block_{number}" for number in range(config.groups)]
        needed = range(min(config.groups, last)) if config.groups == config.layers else range(config.groups)
        blocks = [new_block(config, self.weights.blocks[number], names[number]) for number in needed]
        group = config.layers / config.groups
        return [self._beginning(), *(blocks[int(layer / group)] for layer in range(last))]

    def _beginning(self) -> Callable[[Any, Any], Any]:
        norm = keras.layers.LayerNormalization(epsilon=self.config.epsilon, name="first_norm")
        norm.build((None, None, self.config.table_width))
        norm.gamma.assign(self.weights.norm[0])
        norm.beta.assign(self.weights.norm[1])
        widening = [tf.constant(part) for part in self.weights.widening or ()]

        def begin(first: Any, _is_token: Any) -> Any:
            states = norm(first)
            return tf.matmul(states, widening[0]) + widening[1] if widening else states

        return begin


def mean_of_tokens(states: Any, is_token: Any) -> Any:
    """Return the mean of (B, L, H) over the tokens, (B, H)."""
    counted = tf.cast(is_token, states.dtype)[..., None]
    return tf.reduce_sum(states * counted, axis=1) / tf.reduce_sum(counted, axis=1)


def _rounded(length: int) -> int:
    return -(-int(length) // ROUNDED_TO) * ROUNDED_TO
