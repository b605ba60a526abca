"""Texts that mean the same get one form and one key."""

import pytest

from text_models.normalise import key_of_normalised, normalise_text, text_key

FORMS = [
    ("plain", "Works well.", "Works well."),
    ("entities", "nuts &amp; bolts &#39;n&#39; more &lt;3", "nuts & bolts 'n' more <3"),
    ("whitespace", "  two\twords\r\n\u00a0here ", "two words here"),
    ("composed", "cafe\u0301", "caf\u00e9"),
    ("compatibility", "\ufb01ne \uff21\uff11 \u2460", "fine A1 1"),
    ("case is kept", "GREAT Stuff", "GREAT Stuff"),
    ("nothing", " \n\t ", ""),
    ("emoji", "\U0001f600&nbsp;", "\U0001f600"),
    ("one level of escaping", "&amp;lt;", "&lt;"),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS])
def test_the_normal_form(text: str, expected: str) -> None:
    assert normalise_text(text) == expected


@pytest.mark.parametrize(
    "variant", ["nuts & bolts", "NUTS &amp; bolts", " nuts\n&#38;  Bolts ", "\uff4euts & bolts"]
)
def test_variants_of_a_text_share_its_key(variant: str) -> None:
    assert text_key(variant) == text_key("Nuts & Bolts")


def test_other_texts_have_other_keys() -> None:
    texts = ["good", "good!", "goods", "", "stra\u00dfe 1", "\U0001f600"]
    assert len({text_key(text) for text in texts}) == 6
    assert text_key("STRASSE") == text_key("stra\u00dfe")


def test_the_key_is_the_published_hash_of_the_folded_text() -> None:
    # `printf 'good' | b2sum -l 128`
    assert text_key(" GOOD\n") == "8cb260423daf712f1ab029cd2492fa12"
    assert key_of_normalised("Good") == text_key("good")


def test_a_lone_surrogate_has_a_key_too() -> None:
    assert len(text_key("broken \ud83d")) == 32
