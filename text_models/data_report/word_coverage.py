"""How many of the words of other texts the training texts hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

WORD = re.compile(r"\w+")
VOCABULARIES = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


class MissingWords(NamedTuple):
    """Words of a part that no training text holds: their share 0..1 of all words, and of all different ones.

    None of a part without words.
    """

    of_words: float | None
    of_different: float | None


class VocabularySize(NamedTuple):
    """`size` of the most frequent training words, and the share 0..1 of other texts' words beyond them."""

    size: int
    unknown: float


def count_words(texts: Iterable[str], apply: Callable[[str], str]) -> Counter[str]:
    """Return how often each word, in lower case, occurs in the texts after `apply`."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(WORD.findall(apply(text).casefold()))
    return counts


def missing_words(training: Counter[str], others: Counter[str]) -> MissingWords:
    """Return which share of other texts' words the training texts lack."""
    if not others:
        return MissingWords(None, None)
    missing = [count for word, count in others.items() if word not in training]
    return MissingWords(sum(missing) / others.total(), len(missing) / len(others))


def unknown_by_size(
    training: Counter[str], others: Counter[str], sizes: Sequence[int] = VOCABULARIES
) -> list[VocabularySize]:
    """Return the share of unknown words for vocabularies of these sizes, and for all training words.

    Sizes beyond the number of training words are left out; without words to look up there is none.
    """
    if not others:
        return []
    # Of equally frequent words the first in the alphabet, so that the same texts give the same figures.
    ranked = sorted(training, key=lambda word: (-training[word], word))
    fitting = [*(size for size in sizes if size < len(ranked)), len(ranked)]
    found, known, start = [], 0, 0
    for size in fitting:
        known += sum(others[word] for word in ranked[start:size])
        start = size
        found.append(VocabularySize(size, 1 - known / others.total()))
    return found
