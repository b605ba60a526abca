"""Vectors of words out of their n-grams of characters, learned by fastText from the task's own texts."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from text_models.classifiers.fasttext_.fasttext_model import word_hash
from text_models.classifiers.saved.saved_state import SavedState
from text_models.networks.vocabulary import words_of

MOST_BUCKETS, MOST_DIMENSIONS = 4_000_000, 10_000
LONGEST_WORD = 100
SMALLEST = 1e-12


@dataclass(frozen=True, eq=False)
class SubwordVectors:
    """`buckets`, shape (B, D), are the vectors of n-grams of `shortest` to `longest` characters, hashed.

    Bojanowski et al. 2017, https://aclanthology.org/Q17-1010.
    """

    buckets: np.ndarray
    shortest: int = 3
    longest: int = 6

    @property
    def dimensions(self) -> int:
        """D."""
        return int(self.buckets.shape[1])

    def vector(self, word: str) -> np.ndarray:
        """Return the sum of the vectors of a word's n-grams, of length 1, shape (D,); zeros without any."""
        rows = [word_hash(gram) % 2**32 % len(self.buckets) for gram in self._grams(word[:LONGEST_WORD])]
        if not rows:
            return np.zeros(self.dimensions, np.float32)
        total = self.buckets[rows].sum(axis=0, dtype=np.float64)
        return np.asarray(total / max(float(np.linalg.norm(total)), SMALLEST), np.float32)

    def _grams(self, word: str) -> list[str]:
        """As fastText cuts them, but for the marks of the word's ends alone.

        https://github.com/facebookresearch/fastText/blob/main/src/dictionary.cc (computeSubwords)
        """
        marked = "<" + word.encode("utf-8", "replace").decode("utf-8") + ">"
        return [
            marked[start : start + length]
            for start in range(len(marked))
            for length in range(self.shortest, self.longest + 1)
            if start + length <= len(marked)
        ]

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        sizes = {"rows": len(self.buckets), "dimensions": self.dimensions}
        lengths = {"shortest": self.shortest, "longest": self.longest}
        return SavedState({**sizes, **lengths}, {"buckets": self.buckets})

    @classmethod
    def from_state(cls, state: SavedState) -> Self:
        """Return the vectors; raises ValueError, naming the file, when it is damaged."""
        shortest = state.whole("shortest", 1, 20)
        shape = state.whole("rows", 1, MOST_BUCKETS), state.whole("dimensions", 1, MOST_DIMENSIONS)
        buckets = state.array("buckets", shape)
        return cls(buckets, shortest, state.whole("longest", shortest, 20))


def learn_subword_vectors(
    texts: Sequence[str], words: Sequence[str], *, dimensions: int, buckets: int, epochs: int
) -> tuple[np.ndarray, SubwordVectors]:
    """Return vectors of `words`, of length 1, shape (W, D), and those of n-grams, learned from N texts.

    In one thread, so that it can be repeated; fastText takes no other seed here.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.txt"
        with path.open("w", encoding="utf-8", errors="replace") as lines:
            lines.writelines(f"{' '.join(words_of(text))}\n" for text in texts)
        model = _train(path, dimensions=dimensions, buckets=buckets, epochs=epochs)
    known = len(model.get_words())
    grams = SubwordVectors(np.array(model.get_input_matrix()[known:], np.float32))
    vectors = [model.get_word_vector(word.encode("utf-8", "replace").decode("utf-8")) for word in words]
    return np.array(vectors, np.float32).reshape(len(words), dimensions), grams


def _train(path: Path, *, dimensions: int, buckets: int, epochs: int) -> Any:
    from fasttext import train_unsupervised

    return train_unsupervised(
        str(path),
        model="skipgram",
        dim=dimensions,
        minn=3,
        maxn=6,
        bucket=buckets,
        minCount=1,
        epoch=epochs,
        thread=1,
        verbose=0,
    )
