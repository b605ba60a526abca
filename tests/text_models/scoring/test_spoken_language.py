"""Which language a text is in, and which champions answer it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.text_models.training.mood_notes import MOOD
from text_models.scoring.spoken_language import languages_spoken, speaks, text_language

SPANISH = "La película fue muy divertida y todos se reían durante la fiesta."
ENGLISH = "They were laughing and dancing at the party all night long."


@pytest.mark.parametrize(
    ("told", "variant", "text", "language"),
    [
        ("es", None, ENGLISH, "es"),
        ("es", "mx", "", "es-MX"),
        ("ES", "MX", "", "es-MX"),
        ("es-mx", None, "", "es-MX"),
        ("es_MX", "pe", "", "es-MX"),
        (" es ", "rioplatense", "", "es"),
        ("es", "r2", "", "es"),
        ("zh-Hans", None, "", "zh-Hans"),
        (None, None, SPANISH, "es"),
        (None, "mx", SPANISH, "es-MX"),
        ("", None, ENGLISH, "en"),
        (None, None, "123 !", None),
    ],
)
def test_what_is_told_counts_and_the_rest_is_detected(
    told: str | None, variant: str | None, text: str, language: str | None
) -> None:
    assert text_language(told, variant, text) == language


@pytest.mark.parametrize(
    ("options", "spoken"),
    [
        ({"protocol": "all", "variant": "any"}, ("es",)),
        ({"protocol": "all", "variant": "mx"}, ("es",)),
        ({"protocol": "cross", "variant": "mx"}, ("es",)),
        ({"protocol": "mono", "variant": "mx"}, ("es-MX",)),
        ({"protocol": "split", "variant": "any"}, ("es",)),
        ({}, ("es",)),
    ],
)
def test_a_version_that_learned_one_variant_speaks_that_one(
    options: dict[str, Any], spoken: tuple[str, ...]
) -> None:
    task = replace(MOOD, languages=("es",))
    assert languages_spoken(task, {"options": options}) == spoken


@pytest.mark.parametrize(
    ("spoken", "language", "is_answered"),
    [
        (("es",), "es", True),
        (("es",), "es-MX", True),
        (("es",), "ES-mx", True),
        (("es",), "est", False),
        (("es",), None, False),
        (("es-MX",), "es-MX", True),
        (("es-MX",), "es", False),
        (("es-MX",), "es-PE", False),
        (("en", "ru"), "ru", True),
        ((), "fr", True),
        ((), None, True),
    ],
)
def test_a_tag_speaks_itself_and_what_is_narrower(
    spoken: tuple[str, ...], language: str | None, is_answered: bool
) -> None:
    assert speaks(spoken, language) is is_answered
