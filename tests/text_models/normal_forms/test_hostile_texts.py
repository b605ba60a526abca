"""Texts that were made to take time: each form, and the cut between sentences, is linear in their length.

What is quadratic in such a text takes many minutes, so that the limit needs no clock of its own.
"""

from __future__ import annotations

import re

import pytest

from text_models.encoders.bert.bert_tokens import SENTENCE_END
from text_models.normal_forms.marks import without_trailing_hashtags
from text_models.normal_forms.normal_form import NORMAL_FORMS, normal_form

pytestmark = pytest.mark.timeout(60)
MANY = 200_000
HOSTILE = {
    "hashtags": "#a " * MANY + "x",
    "tags": "<a " * MANY,
    "comments": "<!--" * (MANY // 20),
    "entities": "&a" * MANY,
    "laughter": "ja" * MANY + "1",
    "blanks": "a" + " " * MANY + "b",
    "names": "@" * MANY,
    "links": "www." * MANY,
    "numbers": "1." * MANY + "x",
    "marks": "!" * MANY,
    "letters": "a" * MANY,
}


@pytest.mark.parametrize("name", NORMAL_FORMS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_each_form(name: str, kind: str) -> None:
    assert isinstance(normal_form(name).apply(HOSTILE[kind]), str)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("!" * MANY, []),
        ("!" * MANY + " a", [MANY]),
        ("(a.)! b", [5]),
        ("a... b. c", [4, 7]),
        ("." + ")" * MANY + "x", []),
        ("a.b c", []),
        ("one!\n\ntwo。three", [4, 6, 10]),
    ],
    ids=range(7),
)
def test_where_sentences_end(text: str, ends: list[int]) -> None:
    assert [found.end() for found in SENTENCE_END.finditer(text)] == ends


@pytest.mark.parametrize(
    "text",
    [
        "a #b #c",
        "a #b c #d  #e_1 \n",
        "#a",
        "#a#b",
        "a #b!",
        "#",
        "",
        " #a ",
        "a# #b",
        "x#a #b",
        "#á #ñ\u00a0",
    ],
)
def test_hashtags_at_the_end(text: str) -> None:
    """As one expression says, whose time is quadratic."""
    assert without_trailing_hashtags(text) == re.sub(r"(?:(?<!\S)#\w+\s*)+\Z", "", text)
