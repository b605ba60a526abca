"""The ten features of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from text_models.classifiers.training_texts import Texts

FEATURES = 10
HASHTAG = re.compile(r"#\w")
LENGTHENED = re.compile(r"([^\W\d_])\1{2}", re.IGNORECASE)


@dataclass(frozen=True)
class TextFeatures:
    """`negative` and `positive` are words of the normal form that speak for either pole."""

    negative: frozenset[str]
    positive: frozenset[str]

    def of(self, texts: Texts) -> np.ndarray:
        """Return the features of N texts, shape (N, 10).

        Of the text as it was written: the number of words, of words in capitals (two letters or more), of
        hashtags; 1 if there is a "!", a "?", a letter three times in a row, else 0. Of its normal form, each
        divided by the number of its words: negative words, positive ones, positive minus negative, both.
        """
        rows = [self._row(*pair) for pair in zip(texts.original, texts.normal, strict=True)]
        return np.asarray(rows, np.float64).reshape(-1, FEATURES)

    def _row(self, original: str, normal: str) -> tuple[float, ...]:
        words, normal_words = original.split(), normal.split()
        capitals = sum(word.isupper() and sum(map(str.isalpha, word)) > 1 for word in words)
        negative = sum(word in self.negative for word in normal_words)
        positive = sum(word in self.positive for word in normal_words)
        by = max(len(normal_words), 1)
        return (
            len(words),
            capitals,
            len(HASHTAG.findall(original)),
            "!" in original,
            "?" in original,
            LENGTHENED.search(original) is not None,
            negative / by,
            positive / by,
            (positive - negative) / by,
            (positive + negative) / by,
        )
