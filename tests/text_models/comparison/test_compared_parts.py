"""Texts in the parts of a protocol: what files name is kept, what they do not name is dealt out."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.text_models.comparison.made_texts import MOOD, notes, task_texts
from text_models.comparison.compared_parts import ComparedParts
from text_models.comparison.comparison_options import ComparisonOptions
from text_models.corpus.protocol import Protocol
from text_models.corpus.split import Part, SplitError

TRAIN, DEV, TEST = [Part.TRAIN], [Part.DEV], [Part.TEST]


def test_without_files_for_them_a_fifth_is_for_test_and_a_fifth_of_the_rest_for_development() -> None:
    parts = ComparedParts.deal(MOOD, task_texts(notes(150)), ComparisonOptions())
    assert Counter(parts.split.parts) == {Part.TRAIN: 96, Part.DEV: 24, Part.TEST: 30}
    assert parts.training_rows() == 120
    assert parts.summary().leaked_pairs == 0
    assert parts.summary().label_rows == {"train": [32, 64], "dev": [8, 16], "test": [10, 20]}


def test_a_development_file_stays_one_when_no_file_is_for_test() -> None:
    texts = task_texts(notes(150), given=TRAIN * 120 + DEV * 30)
    parts = ComparedParts.deal(MOOD, texts, ComparisonOptions())
    assert Counter(parts.split.parts) == {Part.TRAIN: 96, Part.DEV: 30, Part.TEST: 24}
    assert set(parts.split.parts[120:]) == {Part.DEV}
    assert parts.training_rows() == 96, "development rows of a file of their own are no training rows"


def test_files_that_name_all_parts_are_kept_but_for_what_is_near_the_test() -> None:
    rows = notes(30)
    rows[0] = (rows[25][0].upper() + " ", rows[0][1])
    parts = ComparedParts.deal(
        MOOD, task_texts(rows, given=TRAIN * 20 + DEV * 5 + TEST * 5), ComparisonOptions()
    )
    assert parts.split.parts == [Part.OUT, *TRAIN * 19, *DEV * 5, *TEST * 5]
    assert parts.of(Part.TEST).identities == ["n25", "n26", "n27", "n28", "n29"]


def test_texts_of_an_author_are_in_one_part() -> None:
    authors: list[str | None] = [f"author {row // 10}" for row in range(150)]
    parts = ComparedParts.deal(MOOD, task_texts(notes(150), authors=authors), ComparisonOptions())
    of_author = {(author, part) for author, part in zip(authors, parts.split.parts, strict=True)}
    assert len(of_author) == 15


def test_cross_never_sees_the_development_part_of_its_own_variant() -> None:
    variants: list[str | None] = [["cr", "mx", "pe"][row % 3] for row in range(300)]
    texts = task_texts(notes(300), variants=variants)
    mono = ComparedParts.deal(MOOD, texts, ComparisonOptions(Protocol.MONO, "mx"))
    cross = ComparedParts.deal(MOOD, texts, ComparisonOptions(Protocol.CROSS, "mx"))
    assert cross.of(Part.TEST).identities == mono.of(Part.TEST).identities
    assert set(cross.of(Part.TRAIN, Part.DEV).variants) == {"cr", "pe"}
    assert not set(mono.groups_of(Part.DEV)) & set(cross.groups_of(Part.TRAIN, Part.DEV))


def test_what_cannot_be_dealt_is_a_sentence() -> None:
    with pytest.raises(SplitError, match="There is nothing to learn from: name a file of training texts"):
        ComparedParts.deal(MOOD, task_texts(notes(10), given=TEST * 10), ComparisonOptions())
    texts = task_texts(notes(30), given=TRAIN * 20 + DEV * 10)
    with pytest.raises(SplitError, match="with a development file needs a test file too: name one"):
        ComparedParts.deal(MOOD, texts, ComparisonOptions(Protocol.WEAK_TO_GOLD))
