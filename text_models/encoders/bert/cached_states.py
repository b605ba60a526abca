"""States of tokens after a layer, computed once and kept in a file while other layers are trained on them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from text_models.encoders.bert.opened_bert import OpenedBert, open_bert
from text_models.networks.encoded_texts import EncodedTexts


def cache_states(
    opened: OpenedBert, layer: int, windows: Sequence[np.ndarray], path: Path | None = None
) -> tuple[np.ndarray, EncodedTexts]:
    """Return states (T + 1, H) of all tokens after `layer`, and W windows as the rows of their tokens.

    The states are float16, mapped from the file `path`, without one in memory; row 0 is padding, of zeros.
    """
    lengths = np.array([len(window) for window in windows])
    starts = np.cumsum(lengths) - lengths + 1
    shape = (int(lengths.sum()) + 1, opened.encoder.config.hidden)
    kept = np.memmap(path, np.float16, "w+", shape=shape) if path else np.zeros(shape, np.float16)
    function = _states_after(tuple(opened.identity.items()), layer)
    for batch in opened.encoder.batches(windows):
        states = function(batch.first, batch.is_token)[0].numpy()
        for row, of_window in zip(batch.rows.tolist(), states, strict=True):
            kept[starts[row] : starts[row] + lengths[row]] = of_window[: lengths[row]]
    if isinstance(kept, np.memmap):
        kept.flush()
    return kept, EncodedTexts(
        np.arange(1, shape[0], dtype=np.int32),
        lengths,
        np.zeros(len(lengths), np.int32),
        np.arange(len(lengths)),
    )


@lru_cache(maxsize=4)
def _states_after(identity: tuple[tuple[str, str], ...], layer: int) -> Any:
    """The graph of a layer's states, made once: that takes seconds."""
    return open_bert(dict(identity)).encoder.function([layer], lambda states, _is_token: states)
