"""The vectors of words that a network begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from text_models.classifiers.networks.navec_vectors import read_navec
from text_models.classifiers.networks.subword_vectors import SubwordVectors, learn_subword_vectors
from text_models.classifiers.networks.word_vectors import read_word_vectors
from text_models.networks.vocabulary import FIRST_WORD, Vocabulary

LEARNED, NGRAMS = "learned", "ngrams"
BUCKETS, EPOCHS = 50_000, 5
NAVEC_SUFFIX = ".tar"


@dataclass(frozen=True)
class FirstVectors:
    """`name` is "learned" (by chance at first), "ngrams" (fastText's on the task's own texts) or a file.

    The file is a text file of GloVe, word2vec or fastText, or natasha's, a .tar. Words that it lacks begin
    with zeros, as unknown words have.
    """

    name: str = LEARNED
    dimensions: int = 100

    def of(
        self, texts: Sequence[str], vocabulary: Vocabulary
    ) -> tuple[np.ndarray | None, SubwordVectors | None]:
        """Return vectors (V, D) of all ids, None for those of chance; and n-grams for unknown words.

        Raises ValueError when a file has vectors of another size, or of no word of the texts; OSError when it
        cannot be read.
        """
        if self.name == LEARNED:
            return None, None
        table = np.zeros((vocabulary.size, self.dimensions), np.float32)
        if self.name == NGRAMS:
            vectors, subwords = learn_subword_vectors(
                texts,
                vocabulary.words,
                dimensions=self.dimensions,
                buckets=BUCKETS,
                epochs=EPOCHS,
            )
            table[FIRST_WORD:] = vectors
            return table, subwords
        read = read_navec if self.name.endswith(NAVEC_SUFFIX) else read_word_vectors
        found = read(Path(self.name), vocabulary.words)
        sizes = {len(vector) for vector in found.values()}
        if sizes != {self.dimensions}:
            raise ValueError(
                f"{self.name} has vectors of {sorted(sizes) or 'no'} numbers for words of these texts, "
                f"expected {self.dimensions}: give `dimensions` as they are in the file."
            )
        for word, vector in found.items():
            table[vocabulary.ids[word]] = vector
        return table, None
