"""The words of a language that tell nothing by themselves."""

from functools import cache


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language (ISO 639-1, such as "en"), in lower case.

    Raises ValueError for a language without a list. The lists: https://github.com/stopwords-iso/stopwords-iso
    """
    import stopwordsiso

    if not stopwordsiso.has_lang(language):
        raise ValueError(
            f"There is no list of stop words of language {language!r}; expected one of "
            f"{', '.join(sorted(stopwordsiso.langs()))}."
        )
    return frozenset(word.lower() for word in stopwordsiso.stopwords(language))


def has_stop_words(language: str) -> bool:
    """Return whether there is a list of stop words of a language."""
    import stopwordsiso

    return bool(stopwordsiso.has_lang(language))
