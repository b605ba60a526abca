"""The data report, counted by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from tests.text_models.comparison.made_texts import MOOD, TOPIC, notes, task_texts
from text_models.corpus.split import Part
from text_models.data_report.data_report import DataReport, Lengths
from text_models.data_report.described_parts import described_parts
from text_models.data_report.report_lines import report_sentences, report_tables
from text_models.data_report.word_coverage import count_words, missing_words, unknown_by_size

ROWS = [
    ("Lovely cats purr", "good"),
    ("lovely  CATS purr", "bad"),
    ("Awful dogs bark 12", "bad"),
    ("the cat and dogs", "good"),
    ("cats bark loudly", "bad"),
]
GIVEN = [Part.TRAIN] * 3 + [Part.DEV, Part.TEST]
ENGLISH = replace(MOOD, languages=("en",))


def _report() -> DataReport:
    texts = task_texts(ROWS, given=GIVEN, variants=["uk", "uk", None, "us", "uk"])
    split, is_dealt = described_parts(ENGLISH, texts)
    return DataReport.of(ENGLISH, texts, split, is_dealt=is_dealt)


def test_rows_labels_and_what_is_there_twice() -> None:
    report = _report()
    assert not report.is_dealt
    assert report.rows == {"train": 3, "dev": 1, "test": 1}
    assert report.labels == {
        "train": {"bad": 2, "good": 1}, "dev": {"bad": 0, "good": 1}, "test": {"bad": 1, "good": 0},
    }  # fmt: skip
    assert report.variants == {"uk": {"bad": 2, "good": 1}, "us": {"bad": 0, "good": 1}}
    assert (report.equal, report.near_equal) == (1, 0)
    assert (report.contradicting, report.contradicting_rows) == (1, 2)
    assert report.words == Lengths(3, 3, 3, 3, 4, 4, 4)
    assert report.frequent == [("cats", 3), ("bark", 2), ("dogs", 2), ("lovely", 2), ("purr", 2), *REST]
    assert list(report_sentences(report)) == [
        "Equal: 1 of 5 rows have the text of an earlier one.",
        "Near-equal: 0 more are as good as equal to another.",
        "Contradicting: 1 texts stand in 2 rows with different labels.",
    ]


REST = [("awful", 1), ("cat", 1), ("loudly", 1)]


def test_words_that_training_lacks_before_and_after_lemmas() -> None:
    report = _report()
    # Of "the cat and dogs" training holds "dogs"; as lemmas "cat" and "dog". Of "cats bark loudly" two.
    assert report.missing == {"dev": (3 / 4, 3 / 4), "test": (1 / 3, 1 / 3)}
    assert report.missing_normal == report.missing
    assert report.missing_lemmas == {"dev": (2 / 4, 2 / 4), "test": (1 / 3, 1 / 3)}


def test_unknown_words_fall_with_the_vocabulary() -> None:
    training = Counter({"a": 5, "b": 3, "c": 1, "d": 1})
    others = Counter({"a": 2, "c": 1, "x": 1})
    assert unknown_by_size(training, others, (1, 2, 3, 100)) == [
        (1, 0.5), (2, 0.5), (3, 0.25), (4, 0.25),
    ]  # fmt: skip
    assert unknown_by_size(training, Counter()) == []
    assert missing_words(training, Counter()) == (None, None)
    assert count_words(["A b", "b!"], str) == Counter({"a": 1, "b": 2})


def test_many_labels_are_counted_by_text() -> None:
    texts = replace(task_texts(ROWS), labels=[["music"], ["music", "food"], [], ["food"], ["sport"]])
    split, is_dealt = described_parts(TOPIC, texts)
    report = DataReport.of(TOPIC, texts, split, is_dealt=is_dealt)
    assert report.labels_per_text == {0: 1, 1: 3, 2: 1}
    assert report.labels["train"] == {"music": 2, "sport": 1, "food": 2}
    assert report.unknown == []
    titles = [title for title, _ in report_tables(report)]
    assert titles == [
        "Labels by part", "Labels per text", "Lengths", "Words that training lacks",
        "Unknown words by size of the vocabulary", "Frequent words",
    ]  # fmt: skip


def test_without_other_files_parts_are_dealt_as_a_comparison_does() -> None:
    texts = task_texts(notes(150))
    split, is_dealt = described_parts(MOOD, texts)
    assert is_dealt
    assert Counter(split.parts) == {Part.TRAIN: 96, Part.DEV: 24, Part.TEST: 30}
    assert DataReport.of(MOOD, texts, split, is_dealt=True).as_json()["rows"] == {
        "train": 96, "dev": 24, "test": 30,
    }  # fmt: skip


def test_lengths_are_lengths_that_occur() -> None:
    assert Lengths.of([7]) == (7,) * 7
    assert Lengths.of(np.arange(1, 102).tolist()) == (1, 6, 26, 51, 76, 96, 101)
