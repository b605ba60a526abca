"""The language of a comment that its client did not tell."""

from __future__ import annotations

from collections.abc import Sequence

from text_models.normal_forms.language import likely_languages

SURE = 0.5


def detect_languages(text: str, spoken: Sequence[str]) -> list[str]:
    """Return the languages of a text, the likeliest first; empty when it holds no letter.

    A language of probability .5 or more is the only one. Of a few words none is that likely: then the
    likeliest of those `spoken` here comes first, the likeliest of all second.
    """
    ranked = likely_languages(text)
    if not ranked:
        return []
    likeliest, share = ranked[0]
    if share >= SURE:
        return [likeliest]
    own = {tag.partition("-")[0].lower() for tag in spoken}
    of_ours = [name for name, _ in ranked if name in own][:1]
    return list(dict.fromkeys([*of_ours, likeliest]))
