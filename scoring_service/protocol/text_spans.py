"""Spans of a text: its sentences, and offsets in UTF-16 code units, as JavaScript and Java count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

MOST_SENTENCES = 100
_LAST_OF_BMP = "\uffff"
# Where a sentence ends: behind its full stop and what closes it, before a space; behind that of Chinese and
# Japanese, which no space follows; at the end of a line.
# Possessive, and never begun within a run of full stops: a text of nothing else takes linear time.
_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”\u2019»)\]]*+(?=\s)|[。\uff01\uff1f]++[」』”\uff09]*+|\n|\r|\u2028|\u2029"
)
# What a full stop belongs to without ending a sentence: an initial, or a title.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:\w|mr|mrs|ms|dr|st|vs|e\.g|i\.e|\u0433|ул|им|sr|sra)\.$", re.IGNORECASE
)


class Span(NamedTuple):
    """Places of a text, end exclusive, in code points unless said otherwise."""

    begin: int
    end: int


def whole_text(text: str) -> Span:
    """Return the span of all of the text."""
    return Span(0, len(text))


def sentences(text: str) -> list[Span]:
    """Return the text's sentences in order, without the space around them.

    Together they hold every character but white space. A text of more than 100 has the rest in its last one.
    """
    found: list[Span] = []
    begin = 0
    for end in _ends(text):
        span = _stripped(text, begin, end)
        if span.begin < span.end:
            if len(found) == MOST_SENTENCES - 1:
                found.append(_stripped(text, begin, len(text)))
                return found
            found.append(span)
        begin = end
    return found


def in_utf16(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return spans in code points as spans in UTF-16 code units."""
    if max(text, default="") <= _LAST_OF_BMP:
        return list(spans)
    units = [0]
    for character in text:
        units.append(units[-1] + 1 + (character > _LAST_OF_BMP))
    return [Span(units[span.begin], units[span.end]) for span in spans]


def from_utf16(text: str, begin: int, end: int) -> Span | None:
    """Return a span in UTF-16 code units as one in code points.

    None when it is empty, reaches behind the text, or begins or ends within a character.
    """
    places = {0: 0}
    unit = 0
    for place, character in enumerate(text, 1):
        unit += 1 + (character > _LAST_OF_BMP)
        places[unit] = place
    if begin >= end or begin not in places or end not in places:
        return None
    return Span(places[begin], places[end])


def _ends(text: str) -> list[int]:
    ends = [
        found.end()
        for found in _END.finditer(text)
        if not (found[0] == "." and _ABBREVIATION.search(text, max(0, found.end() - 8), found.end()))
    ]
    return [*ends, len(text)]


def _stripped(text: str, begin: int, end: int) -> Span:
    part = text[begin:end]
    left = len(part) - len(part.lstrip())
    return Span(begin + left, begin + left + len(part.strip()))
