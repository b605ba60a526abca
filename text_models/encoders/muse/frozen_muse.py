"""M-USE as it was published: texts in, vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from text_models.encoders.muse.muse_arrays import MuseArrays, open_muse
from text_models.encoders.muse.muse_body import MuseBody
from text_models.encoders.muse.muse_forward import MuseForward


class FrozenMuse:
    """The vectors of texts, by the weights of its folder."""

    def __init__(self, arrays: MuseArrays) -> None:
        """Copies the layers; the packed table stays as it is."""
        self._arrays = arrays
        self._forward = MuseForward(MuseBody(arrays.arrays, arrays.epsilon), arrays.width, with_highest=True)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return sentence vectors of length 1 beside the highest of each token feature, (N, 2E + 3W)."""
        found = self._forward(self._arrays.pieces.encode(texts), self._arrays.rows)
        return np.concatenate([found.sentences, found.highest], axis=1)


def open_frozen_muse() -> FrozenMuse:
    """Return M-USE out of the folder of encoders, once a process. Raises EncoderError."""
    arrays = open_muse()
    return _made(arrays.stored.folder, arrays.stored.sha256)


@cache
def _made(_folder: Path, _sha256: str) -> FrozenMuse:
    return FrozenMuse(open_muse())
