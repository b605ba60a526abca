"""Russian word vectors out of natasha's file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np


def read_navec(path: Path, words: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the vectors, float32 (300,), of those of `words` that the file has, such as navec_hudlit_v1.tar.

    Raises ValueError, a sentence, when the library navec is not installed, and OSError when there is no file.
    """
    try:
        from navec import Navec
    except ImportError:
        raise ValueError(
            f"{path} is a file of natasha's, which the library navec reads, and that is not installed: "
            "install it (pip install navec), or give a text file of GloVe, word2vec or fastText."
        ) from None
    vectors = Navec.load(str(path))
    return {word: np.asarray(vectors[word], np.float32) for word in words if word in vectors}
