"""The language that a text is written in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any


def language_of(text: str, among: Sequence[str] = ()) -> str | None:
    """Return the language of `text` (ISO 639-1, such as "es"), out of `among` if any are named.

    None when the text holds no letter. Name the languages that can occur: of 1,000 tweets or comments each in
    three languages 99.6 % or more are found out of these three, 93-98 % out of all. Raises ValueError for a
    language that is not known. Library: https://github.com/adbar/py3langid
    """
    if not any(character.isalpha() for character in text):
        return None
    # Half of a surrogate pair, which a file can hold, is no letter of any language.
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    return str(_identifier(tuple(sorted(set(among)))).classify(whole)[0])


def likely_languages(text: str) -> list[tuple[str, float]]:
    """Return all languages that are known with their probabilities, the likeliest first.

    They sum to 1; of a few words no language is likely. Empty when the text holds no letter.
    """
    if not any(character.isalpha() for character in text):
        return []
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    return [(str(name), float(share)) for name, share in _identifier((), with_shares=True).rank(whole)]


@cache
def _identifier(among: tuple[str, ...], *, with_shares: bool = False) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=with_shares)
    if among:
        identifier.set_languages(list(among))
    return identifier
