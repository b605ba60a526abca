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


@cache
def _identifier(among: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    if among:
        identifier.set_languages(list(among))
    return identifier
