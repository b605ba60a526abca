"""Normal forms, text by text."""

from __future__ import annotations

import pytest

from text_models.normal_forms.language import language_of
from text_models.normal_forms.lemmas import lemmatise
from text_models.normal_forms.normal_form import NORMAL_FORMS, normal_form, sentences_form, words_form
from text_models.normal_forms.stop_words import stop_words

CASES = [
    ("nfkc", "  \ufb01ne &amp; good ", "fine & good"),
    ("comment", "@Pepe: SEE https://t.co/a?b=1, now!!! \U0001f600", "nick see url now \U0001f600"),
    ("comment", "mail me@home.org", "mail me home org"),
    ("sentiment-es", "  #GranDia en #TVPeru  ", "gran d\u00eda en tv peru"),
    ("sentiment-es", "https://t.co/x @pepe", "http user_name"),
    ("sentiment-es", "holaaaa", "hola"),
    ("sentiment-es", "jajajajaj jejeje ahahaha", "jajaja jajaja jajaja"),
    ("sentiment-es", "la hoja 3,5 a\u00f1os!!", "el hoja a\u00f1o"),
    ("tags", "Cats &amp; <b>dogs</b>, RUNNING https://t.co/x \U0001f600 #one #two ", "cat dog , run"),
    ("tags", "My #cats run!", "my cat run!"),
    (
        "tags-sentences",
        "Cats &amp; <b>dogs</b>, RUN! https://t.co/x In #May we \U0001f600 #one #two ",
        "Cats & dogs , RUN! In May we",
    ),
    ("tags-words", "The cats, and 3 dogs4 climbing!", "cat climb"),
]


@pytest.mark.parametrize(("name", "text", "expected"), CASES)
def test_a_text_in_its_normal_form(name: str, text: str, expected: str) -> None:
    assert normal_form(name).apply(text) == expected


@pytest.mark.parametrize("name", ["nfkc", "comment", "sentiment-es", "tags", "tags-words", "tags-sentences"])
def test_any_text_has_a_normal_form(name: str) -> None:
    for text in ("", " ", "\ud800", "a\x00b", "\U0001f600" * 3, "x" * 100_000, "ja" * 50_000, "#a " * 30_000):
        assert isinstance(normal_form(name).apply(text), str)
    assert set(NORMAL_FORMS) == {"nfkc", "comment", "sentiment-es", "tags", "tags-words", "tags-sentences"}


def test_encoders_read_sentences_as_they_are() -> None:
    found = {name: sentences_form(name).name for name in NORMAL_FORMS}
    assert found == {
        "nfkc": "nfkc",
        "comment": "nfkc",
        "sentiment-es": "nfkc",
        "tags": "tags-sentences",
        "tags-words": "tags-words",
        "tags-sentences": "tags-sentences",
    }


def test_an_unknown_form_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="no normal form 'nfc'; expected one of nfkc, comment"):
        normal_form("nfc")
    assert (words_form("tags").name, words_form("nfkc").name) == ("tags-words", "nfkc")


def test_languages_that_are_not_known_are_sentences() -> None:
    with pytest.raises(ValueError, match="no lemmas of language 'xx'"):
        lemmatise("word", "xx")
    with pytest.raises(ValueError, match="no list of stop words of language 'xx'"):
        stop_words("xx")
    with pytest.raises(ValueError, match="xx"):
        language_of("hola", ["xx", "es"])


LANGUAGES = [
    ("hola, \u00bfqu\u00e9 tal est\u00e1s hoy?", "es"),
    ("what a lovely day this is", "en"),
    (
        "\u043a\u0430\u043a\u043e\u0439 \u0441\u0435\u0433\u043e\u0434\u043d\u044f \u0434\u0435\u043d\u044c",
        "ru",
    ),
    ("\U0001f600 3!", None),
    ("what a lovely \ud800 day", "en"),
]


@pytest.mark.parametrize(("text", "language"), LANGUAGES)
def test_the_language_of_a_text(text: str, language: str | None) -> None:
    assert language_of(text, ["es", "en", "ru"]) == language
