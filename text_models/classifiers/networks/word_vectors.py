"""Word vectors of others, out of a text file in the format of GloVe or word2vec."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np


def read_word_vectors(path: Path, words: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the vectors, float32 (D,), of those of `words` that the file has: a word and D numbers a line.

    A first line of two numbers, as word2vec and fastText write it, is passed over. Raises ValueError, naming
    file and line, when a line is no vector, and OSError when there is no file.
    """
    wanted, found = set(words), dict[str, np.ndarray]()
    dimensions = 0
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            parts = line.rstrip().split(" ")
            if number == 1 and len(parts) == 2:
                continue
            dimensions = dimensions or len(parts) - 1
            # A few words of GloVe's larger files hold spaces.
            word = " ".join(parts[:-dimensions])
            if word not in wanted:
                continue
            try:
                found[word] = np.array(parts[-dimensions:], np.float32)
            except ValueError:
                raise ValueError(
                    f"Line {number} of {path} is no word vector: expected a word and {dimensions} numbers. "
                    f"Received: {line[:60]!r}. Give a text file of GloVe, word2vec or fastText."
                ) from None
    return found
