"""What a frozen BERT says of a window: means of the states of some of its layers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from text_models.encoders.bert.opened_bert import OpenedBert

# The layers that were best together, of twelve: 8, 10 and 12.
SHARES = (2 / 3, 5 / 6, 1.0)
# 230 MB at 3 times 384 numbers.
MOST_KEPT = 50_000


def usual_layers(layers: int) -> tuple[int, ...]:
    """Return the layers to read of an encoder of so many, ascending: 8, 10 and 12 of 12."""
    return tuple(sorted({max(1, round(share * layers)) for share in SHARES}))


class SentenceFeatures:
    """Features of windows, each layer's mean over tokens scaled to length 1, side by side.

    A window that was asked for lately is not encoded again: options are tried, and parts of a text left out,
    on the same windows.
    """

    def __init__(self, opened: OpenedBert, layers: Sequence[int]) -> None:
        self._encoder, self._layers = opened.encoder, tuple(layers)
        self.width = len(self._layers) * opened.encoder.config.hidden
        self._function: Any = None
        self._kept = OrderedDict[bytes, np.ndarray]()

    def __call__(self, windows: Sequence[np.ndarray]) -> np.ndarray:
        """Return the features of W windows of token ids, float32, shape (W, D)."""
        keys = [window.tobytes() for window in windows]
        found = {key: self._kept[key] for key in keys if key in self._kept}
        new = {key: window for key, window in zip(keys, windows, strict=True) if key not in found}
        if new:
            found |= dict(zip(new, self._encoded(list(new.values())), strict=True))
        self._keep(found)
        return np.stack([found[key] for key in keys])

    def _encoded(self, windows: list[np.ndarray]) -> np.ndarray:
        from text_models.encoders.bert.bert_encoder import mean_of_tokens

        if self._function is None:
            self._function = self._encoder.function(self._layers, mean_of_tokens)
        found = np.empty((len(windows), self.width), np.float32)
        for batch in self._encoder.batches(windows):
            means = [mean.numpy() for mean in self._function(batch.first, batch.is_token)]
            lengths = [np.linalg.norm(mean, axis=1, keepdims=True) for mean in means]
            scaled = [mean / np.maximum(length, 1e-12) for mean, length in zip(means, lengths, strict=True)]
            found[batch.rows] = np.concatenate(scaled, axis=1)
        return found

    def _keep(self, found: dict[bytes, np.ndarray]) -> None:
        for key, features in found.items():
            self._kept[key] = features
            self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


@cache
def features_of(identity: tuple[tuple[str, str], ...], layers: tuple[int, ...]) -> SentenceFeatures:
    """Return the features of an encoder's layers; one object a process, so that windows are encoded once."""
    from text_models.encoders.bert.opened_bert import open_bert

    return SentenceFeatures(open_bert(dict(identity)), layers)
