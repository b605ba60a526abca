"""The words that a network knows, as ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from text_models.networks.encoded_texts import EncodedTexts

# Known to no text; a text with fewer words than are read.
UNKNOWN, FILLER, FIRST_WORD = 1, 2, 3
WORD = re.compile(r"\w+|[^\w\s]")


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case, and each of its other marks."""
    return WORD.findall(text.lower())


@dataclass(frozen=True)
class Vocabulary:
    """`words` have the ids 3, 4, …; 0 is padding, 1 an unknown word, 2 what fills a text of fixed length.

    A text is read up to its word number `longest`. With `is_fixed` a shorter one is filled up to it.
    """

    words: tuple[str, ...]
    longest: int
    is_fixed: bool = False

    @classmethod
    def fit(
        cls, texts: Sequence[str], *, most: int, longest: int, fewest: int = 1, is_fixed: bool = False
    ) -> Self:
        """Return the `most` frequent words that occur `fewest` times or more in N TRAINING texts."""
        counts = Counter(word for text in texts for word in words_of(text))
        kept = sorted((-number, word) for word, number in counts.items() if number >= fewest)
        return cls(tuple(word for _, word in kept[:most]), longest, is_fixed)

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """The words' ids."""
        return {word: number for number, word in enumerate(self.words, start=FIRST_WORD)}

    @property
    def size(self) -> int:
        """How many ids there are."""
        return FIRST_WORD + len(self.words)

    def encode(self, texts: Sequence[str], more: Mapping[str, int] | None = None) -> EncodedTexts:
        """Return the ids of N texts; one without a word is one unknown word, or all filler.

        `more` are ids of words that are not among `words`.
        """
        return EncodedTexts.of_rows([self._row(text, more or {}) for text in texts])

    def _row(self, text: str, more: Mapping[str, int]) -> list[int]:
        known = self.ids
        row = [known.get(word) or more.get(word, UNKNOWN) for word in words_of(text)[: self.longest]]
        if self.is_fixed:
            return row + [FILLER] * (self.longest - len(row))
        return row or [UNKNOWN]

    def unknown(self, texts: Sequence[str]) -> Iterator[str]:
        """Yield each word that is read and not known, as often as it occurs."""
        for text in texts:
            yield from (word for word in words_of(text)[: self.longest] if word not in self.ids)
