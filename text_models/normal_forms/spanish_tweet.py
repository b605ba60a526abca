"""The normal form of Spanish tweets, for their sentiment."""

from __future__ import annotations

import re

from text_models.normal_forms.lemmas import lemmatise
from text_models.normal_forms.marks import MENTION, URL, Spaces, is_punctuation
from text_models.normalise import normalise_text

LANGUAGE = "es"
NAME = "USER_NAME"
HASHTAG = re.compile(r"#(\w+)")
REPEATED_LETTER = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
# "jaja", "Jejejej", "ajajaja", "hahaha": one consonant and one vowel in turn; "hoja" is none.
LAUGHTER = re.compile(r"\b[aeiou]?([jh])\1*([aeiou])\2*(?:\1+\2+)+\1*\b", re.IGNORECASE)
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
UNDERSCORE = re.compile(r"(?<!\bUSER)_|_(?!NAME\b)")
BUT_UNDERSCORE = Spaces(lambda character: character != "_" and is_punctuation(character))
# They stand for something already and have no lemma.
PLACEHOLDER = re.compile(rf"\b(?:{NAME}|http|jajaja)\b")


def normalise_spanish_tweet(text: str) -> str:
    """Return `text` in the normal form of task sentiment-es.

    In this order: no outer spaces; hashtags without "#", their camel case split; links as `http`; names as
    `USER_NAME`; three or more equal letters as one; laughter as `jajaja`; no numbers; no other punctuation;
    lemmas; lower case. Emoji stay.
    """
    text = HASHTAG.sub(lambda tag: f" {_split_camel_case(tag[1])} ", normalise_text(text))
    text = MENTION.sub(f" {NAME} ", URL.sub(" http ", text))
    text = LAUGHTER.sub("jajaja", REPEATED_LETTER.sub(r"\1", text))
    text = UNDERSCORE.sub(" ", NUMBER.sub(" ", text).translate(BUT_UNDERSCORE))
    return " ".join(_lemmatise_others(text).lower().split())


def _split_camel_case(word: str) -> str:
    """`GranDia` as `Gran Dia`, `TVPeru` as `TV Peru`, `RT` as it is."""
    parts = [word[:1]]
    for place in range(1, len(word)):
        before, here, after = word[place - 1], word[place], word[place + 1 : place + 2]
        is_first = before.islower() or before.isdigit() or (before.isupper() and after.islower())
        parts.append(f" {here}" if here.isupper() and is_first else here)
    return "".join(parts)


def _lemmatise_others(text: str) -> str:
    """The lemmas of all words but placeholders."""
    parts, start = [], 0
    for found in PLACEHOLDER.finditer(text):
        parts += [lemmatise(text[start : found.start()], LANGUAGE), found[0]]
        start = found.end()
    return "".join([*parts, lemmatise(text[start:], LANGUAGE)])
