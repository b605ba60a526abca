"""Words by their lemmas: the form under which a dictionary lists them."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+")
# What is longer is no word of a dictionary, and taking it apart would cost more than its length.
LONGEST_WORD = 40


def lemmatise(text: str, language: str) -> str:
    """Return `text` with each word replaced by its lemma in the language (ISO 639-1, such as "es").

    An unknown word stays as it is. Raises ValueError for a language without lemmas. Library:
    https://github.com/adbar/simplemma
    """
    return WORD.sub(lambda word: _lemma(word[0], language), text)


def has_lemmas(language: str) -> bool:
    """Return whether there are lemmas of a language."""
    try:
        lemmatise("a", language)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=200_000)
def _lemma(word: str, language: str) -> str:
    if len(word) > LONGEST_WORD:
        return word
    from simplemma import lemmatize

    try:
        return str(lemmatize(word, lang=language))
    except ValueError as error:
        raise ValueError(f"simplemma has no lemmas of language {language!r}: {error}") from error
