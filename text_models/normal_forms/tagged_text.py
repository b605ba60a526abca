"""The normal form of texts whose hashtags are to be predicted."""

from __future__ import annotations

import html

from text_models.normal_forms.lemmas import lemmatise
from text_models.normal_forms.marks import (
    EMOJI,
    PUNCTUATION,
    TAG_OF_HTML,
    URL,
    Spaces,
    is_punctuation,
    without_trailing_hashtags,
)
from text_models.normal_forms.stop_words import stop_words
from text_models.normalise import normalise_text

LANGUAGE = "en"
BUT_STOPS = Spaces(lambda character: character not in ",.!?:;" and is_punctuation(character))


def normalise_tagged_text(text: str) -> str:
    """Return `text` without links, HTML, emoji and punctuation other than ",.!?:;", as lower-case lemmas.

    Hashtags at the end are taken out, as they are what is to be predicted; in the middle they are words.
    """
    text = TAG_OF_HTML.sub(" ", html.unescape(URL.sub(" ", text)))
    text = without_trailing_hashtags(normalise_text(text).translate(EMOJI))
    text = lemmatise(text.lower().translate(BUT_STOPS), LANGUAGE)
    return " ".join(text.split())


def normalise_tagged_sentences(text: str) -> str:
    """Return `text` without links, HTML, emoji and the hashtags at its end, else as it is written.

    In the middle a hashtag is a word.
    """
    text = TAG_OF_HTML.sub(" ", html.unescape(URL.sub(" ", text)))
    text = without_trailing_hashtags(normalise_text(text).translate(EMOJI))
    return " ".join(text.replace("#", " ").split())


def normalise_tagged_words(text: str) -> str:
    """Return the words of `normalise_tagged_text` that are of letters alone and no stop words."""
    words = normalise_tagged_text(text).translate(PUNCTUATION).split()
    return " ".join(word for word in words if word.isalpha() and word not in stop_words(LANGUAGE))
