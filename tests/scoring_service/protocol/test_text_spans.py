"""Sentences, and offsets as JavaScript's `String.length` counts them."""

from __future__ import annotations

import time

import pytest

from scoring_service.protocol.text_entry import TextEntry
from scoring_service.protocol.text_spans import Span, from_utf16, in_utf16, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("One", ["One"]),
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("  One.\n\nTwo", ["One.", "Two"]),
        ("Really?! Yes…  no", ["Really?!", "Yes…", "no"]),
        ('He said "go." Then left.', ['He said "go."', "Then left."]),
        ("It costs 3.50. Cheap", ["It costs 3.50.", "Cheap"]),
        ("Mr. Smith met J. Doe. Fine.", ["Mr. Smith met J. Doe.", "Fine."]),
        ("Это плохо. Очень!", ["Это плохо.", "Очень!"]),
        ("一つ。二つ\uff01三つ", ["一つ。", "二つ\uff01", "三つ"]),
        ("no.space.here", ["no.space.here"]),
        ("...", ["..."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[span.begin : span.end] for span in sentences(text)] == expected


def test_of_many_sentences_the_last_has_the_rest() -> None:
    found = sentences("Yes. " * 300)
    assert (len(found), found[-1]) == (100, Span(495, 1499))


@pytest.mark.parametrize(
    ("text", "span", "units"),
    [
        ("abc", Span(1, 2), Span(1, 2)),
        ("äöü", Span(0, 3), Span(0, 3)),
        ("😀a", Span(0, 1), Span(0, 2)),
        ("😀a", Span(1, 2), Span(2, 3)),
        ("a👩‍👧b", Span(0, 5), Span(0, 7)),  # a family is two emoji of two units, and a joiner
        ("﷽\U0001d518", Span(1, 2), Span(1, 3)),
    ],
)
def test_offsets_in_utf16_and_back(text: str, span: Span, units: Span) -> None:
    assert len(text[: span.end].encode("utf-16-le")) // 2 == units.end
    assert in_utf16(text, [span]) == [units]
    assert from_utf16(text, *units) == span


@pytest.mark.parametrize(("begin", "end"), [(1, 2), (0, 1), (0, 4), (2, 2), (3, 2)])
def test_what_is_no_span_of_a_text(begin: int, end: int) -> None:
    assert from_utf16("😀a", begin, end) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<b>bold</b>", "bold"),
        ("a &amp; b &lt;3", "a & b <3"),
        ("x<script>alert('nasty')</script>y", "x                               y"),
        ("x<!-- nasty -->y", "x              y"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ],
)
def test_html_is_read_without_its_markup(text: str, read: str) -> None:
    entry = TextEntry(text, is_html=True)
    assert (entry.readable(0, len(text)), len(entry.visible)) == (read, len(text))


@pytest.mark.parametrize("part", [".", "<a", "<!--", "<script", "</script ", "a. ", "'", ".)", "J."])
def test_no_text_of_20_kb_takes_long(part: str) -> None:
    text = (part * 20_480)[:20_480]
    began = time.process_time()
    sentences(TextEntry(text, is_html=True).visible)
    sentences(text)
    assert time.process_time() - began < 2
