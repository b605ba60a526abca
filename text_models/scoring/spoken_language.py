"""Which texts a version answers: those in a language that it speaks, as BCP 47 tags say.

https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1 (basic filtering)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from text_models.corpus.protocol import Protocol
from text_models.normal_forms.language import language_of
from text_models.tasks.task import Task

ANY_VARIANT = "any"


def text_language(told: str | None, variant: str | None, text: str) -> str | None:
    """Return the language of a text as a tag such as "es", or "es-MX" where its variant is a region.

    What was told counts; without it py3langid detects the language, out of all that it knows. None when it
    was not told and the text holds no letter.
    """
    if told is None or not told.strip():
        detected = language_of(text)
        return detected if detected is None else _with_region(detected, variant)
    language, *others = told.strip().replace("_", "-").split("-")
    if others:
        return "-".join([language.lower(), *(part.upper() if len(part) == 2 else part for part in others)])
    return _with_region(language.lower(), variant)


def languages_spoken(task: Task, model: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the tags of a version, whose model.json is `model`; none of which means any language.

    They are the task's; a version that learned from one variant alone speaks that one: "es-MX".
    """
    options = model.get("options", {})
    variant = str(options.get("variant", ANY_VARIANT))
    if options.get("protocol") != Protocol.MONO or variant == ANY_VARIANT:
        return task.languages
    return tuple(_with_region(language, variant) for language in task.languages)


def speaks(spoken: Sequence[str], language: str | None) -> bool:
    """Return whether a text in `language` is answered by a version of these tags.

    "es" speaks es and es-MX; "es-MX" neither es nor es-PE.
    """
    if not spoken:
        return True
    if language is None:
        return False
    tag = language.lower()
    return any(tag == range_.lower() or tag.startswith(f"{range_.lower()}-") for range_ in spoken)


def _with_region(language: str, variant: str | None) -> str:
    """A variant of two letters is a region (ISO 3166-1), such as mx; any other is none of the language's."""
    is_region = variant is not None and len(variant) == 2 and variant.isascii() and variant.isalpha()
    return f"{language}-{variant.upper()}" if variant and is_region else language
