"""fastText's classifier as arrays of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar, Self

import numpy as np

from text_models.classifiers.fasttext_.huffman import huffman_signs
from text_models.classifiers.saved.saved_state import ARRAYS_FILE, VALUES_FILE, SavedState
from text_models.classifiers.training_texts import Texts

LOSSES = ("softmax", "hs")
END = "</s>"
LABEL_PREFIX = "__label__"
MOST_BUCKETS = 4_000_000
MOST_COUNT = 2**50


@dataclass(frozen=True)
class FastTextModel:
    """A text is the mean of its words' vectors; a label's score is linear in it.

    `vectors` has shape (W + B, D): W words, then B buckets into which pairs of neighbouring words are hashed.
    `outputs` has shape (K, D): for "softmax" a row a label, for "hs" a row a node of the tree (the last is
    unused). `present` are the labels' positions, shape (K,), most frequent first, `counts` how often each
    occurs. Labels that are not present get probability 0.
    """

    words: tuple[str, ...]
    vectors: np.ndarray
    outputs: np.ndarray
    present: np.ndarray
    counts: np.ndarray
    loss: str
    labels: int
    _places: dict[str, int] = field(init=False, repr=False, compare=False)

    kind: ClassVar[str] = "fasttext"
    libraries: Sequence[str] = ("scipy",)

    def __post_init__(self) -> None:
        places = {word: place for place, word in enumerate(self.words)}
        object.__setattr__(self, "_places", places)

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the probabilities of all C labels for N texts, shape (N, C), rows sum to 1."""
        from scipy.special import log_expit, softmax

        scores = self._means(texts.normal) @ self.outputs.T.astype(np.float64)
        if self.loss == "softmax":
            shares = softmax(scores, axis=1)
        else:
            signs = huffman_signs(self.counts.tolist())
            nodes = scores[:, :-1]
            left, right = log_expit(-nodes), log_expit(nodes)
            shares = np.exp(left @ (signs < 0).T + right @ (signs > 0).T)
        found = np.zeros((len(texts), self.labels))
        found[:, self.present] = shares / shares.sum(axis=1, keepdims=True)
        return found

    def _means(self, texts: Sequence[str]) -> np.ndarray:
        """The mean vector of each text, shape (N, D)."""
        from scipy.sparse import csr_matrix

        columns: list[int] = []
        ends = [0]
        for text in texts:
            columns += self._features(text)
            ends.append(len(columns))
        counts = np.diff(ends)
        weights = np.repeat(1 / np.maximum(counts, 1), counts)
        shape = (len(texts), len(self.vectors))
        return np.asarray(csr_matrix((weights, columns, ends), shape=shape) @ self.vectors.astype(np.float64))

    def _features(self, text: str) -> list[int]:
        """The rows of `vectors` that a text reads."""
        tokens = [*tokens_of(text), END]
        rows = [place for place in map(self._places.get, tokens) if place is not None]
        if buckets := len(self.vectors) - len(self.words):
            hashes = [word_hash(token) for token in tokens]
            for first, second in pairwise(hashes):
                rows.append(len(self.words) + (first * 116049371 + second) % 2**64 % buckets)
        return rows

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        arrays = {"vectors": self.vectors, "outputs": self.outputs, "present": self.present}
        return SavedState({"words": self.words, "loss": self.loss}, {**arrays, "counts": self.counts})

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the model; raises ValueError, naming the file, when it is damaged."""
        words = tuple(state.texts("words"))
        present = state.indices("present", (None,), lowest=0, below=labels)
        known = len(present)
        if len(set(present.tolist())) < max(known, 2):
            raise state.damaged(ARRAYS_FILE, "`present` names a label twice, or too few")
        vectors = state.array("vectors", (None, None))
        if not len(words) <= len(vectors) <= len(words) + MOST_BUCKETS or not words:
            raise state.damaged(VALUES_FILE, f"{len(words)} `words` have {len(vectors)} vectors")
        return cls(
            words,
            vectors,
            state.array("outputs", (known, vectors.shape[1])),
            present,
            state.indices("counts", (known,), lowest=0, below=MOST_COUNT),
            state.text("loss", LOSSES),
            labels,
        )


def tokens_of(text: str) -> list[str]:
    """Return the words of a text as fastText reads them from a file, with none that it takes for a label."""
    whole = text.replace("\x00", " ")
    if not whole.isascii():
        whole = whole.encode("utf-8", "replace").decode("utf-8")
    tokens = whole.split()
    if LABEL_PREFIX not in whole and END not in whole:
        return tokens
    return [f"_{token}" if token == END or token.startswith(LABEL_PREFIX) else token for token in tokens]


def word_hash(word: str) -> int:
    """Return fastText's hash of a word, as the signed 32 bits become 64 when pairs are hashed.

    FNV-1a over signed bytes: https://github.com/facebookresearch/fastText/blob/main/src/dictionary.cc
    """
    found = 2166136261
    for byte in word.encode("utf-8"):
        found = (found ^ (byte if byte < 128 else byte | 0xFFFFFF00)) * 16777619 % 2**32
    return found if found < 2**31 else found + 2**64 - 2**32
