"""Texts that are alike, and words that one text alone has."""

from __future__ import annotations

import math

import numpy as np
import pytest

from label_review.queue.text_neighbours import TextNeighbours

TEXTS = [(3, "Red house, red roof"), (5, "a red house"), (8, "дом"), (9, "Дом, дом и сад")]


@pytest.fixture
def index() -> TextNeighbours:
    return TextNeighbours.of(TEXTS)


def test_rows_are_those_of_the_documents(index: TextNeighbours) -> None:
    rows = index.rows_of(np.array([9, 4, 3])).toarray()
    assert rows[0].tolist() == index.weights[3].toarray().ravel().tolist()
    assert rows[1].tolist() == [0] * len(index.columns)
    assert rows[2].tolist() == index.weights[0].toarray().ravel().tolist()
    assert TextNeighbours.of([]).rows_of(np.array([1])).toarray().tolist() == [[0]]


def test_the_likest_stand_first(index: TextNeighbours) -> None:
    # By hand: idf = ln((1 + 4) / (1 + df)) + 1, tf = 1 + ln n; red and house are in two texts, others in one.
    two, one = math.log(5 / 3) + 1, math.log(5 / 2) + 1
    first = [(1 + math.log(2)) * two, two, one]
    second = [two, two, one]
    cosine = (first[0] * second[0] + first[1] * second[1]) / (math.hypot(*first) * math.hypot(*second))
    ((document, found),) = index.of_document(3, 5)
    assert (document, round(found, 5)) == (5, round(cosine, 5))
    assert [document for document, _ in index.of_document(8, 5)] == [9]
    assert index.of_document(4, 5) == []


def test_words_that_no_other_text_has(index: TextNeighbours) -> None:
    text = "Red house, red roof"
    assert [text[start:end] for start, end in index.words_of_its_own(text)] == ["roof"]
    assert index.words_of_its_own("дом 🙂 сад") == [(6, 9)]


def test_no_text_at_all() -> None:
    index = TextNeighbours.of([])
    assert (index.of_document(1, 5), index.words_of_its_own("a word")) == ([], [(0, 1), (2, 6)])
