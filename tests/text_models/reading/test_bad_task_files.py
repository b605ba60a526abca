"""Files that teach nothing, or the wrong thing: refused or told in a sentence, with the file and row."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from errors import SentenceError
from tests.text_models.reading.text_files import MOOD, FilesOfTexts, message_of
from text_models.corpus.split import Part
from text_models.reading.found_labels import with_found_labels
from text_models.reading.learnable import require_learnable
from text_models.tasks.task import Kind, Task

ANY = replace(MOOD, labels=())
TAGS = replace(MOOD, name="tags", kind=Kind.MULTI, labels=(), most_labels=2)
GOOD = "text,label\nsun,glad\nrain,sad\nsea,glad\nfog,sad\n"


@dataclass(frozen=True)
class BadCase:
    """Files by name, as training files but for those that are named test…, and what is said of them."""

    files: Mapping[str, str | bytes]
    message: str
    task: Task = MOOD
    told: Mapping[str, Any] = field(default_factory=dict)


def bad(count: int, read: int, first: str) -> str:
    """The sentence about bad rows, of which the first is this one."""
    are = "is" if count == 1 else "are"
    return f"{count} of {read} rows {are} bad, the first: {first}. Fix the file, or leave bad rows out."


REFUSED = {
    "one class only": BadCase(
        {"a.csv": "text,label\nsun,glad\nsea,glad\n"},
        "The 2 training texts of task mood all have the label 'glad'; expected two labels or more: "
        "name files with other labels, or another column.",
    ),
    "a class with one row": BadCase(
        {"a.csv": "text,label\nsun,glad\nsea,glad\nrain,sad\n"},
        "a.csv:3 is the one training text of task mood with the label 'sad'; expected two or more "
        "of each: add some, or leave this one out.",
    ),
    "no column of the label": BadCase(
        {"a.csv": "text,mood\nsun,glad\n"},
        "a.csv has the columns 'text', 'mood'; expected those of a known layout (plain: 'text', "
        "'label'). Name the text's with --text-column.",
    ),
    "not the label's column that was told": BadCase(
        {"a.csv": GOOD},
        "a.csv has no column 'mood'; found 'text', 'label': name one of these.",
        told={"text": "text", "label": "mood"},
    ),
    "a column without any label": BadCase(
        {"a.csv": "text,label\nsun,\nrain,NaN\n"},
        "No row of a.csv has a label of task mood: name the label's column, or the accounts of the "
        "authors.",
    ),
    "a group that is missing": BadCase(
        {"a.jsonl": '{"text": "sun", "label": "glad", "who": "Ann"}\n{"text": "x", "who": null}\n'},
        bad(1, 2, "a.jsonl, row 2, who: found what is not shown, for it may name the author, expected who "
            "wrote it, as the column was named for that"),
        told={"group": "who"},
    ),
    "an empty text": BadCase(
        {"a.csv": 'text,label\nsun,glad\n"  ",sad\n'},
        bad(1, 2, "a.csv, row 2, text: found '  ', expected a text"),
    ),
    "not a number for a text": BadCase(
        {"a.csv": "text,label\nnan,glad\n"},
        bad(1, 1, "a.csv, row 1, text: found 'nan', expected a text"),
    ),
    "not a number in JSON": BadCase(
        {"a.jsonl": '{"text": "sun", "label": "sad"}\n{"text": "sun", "label": NaN}\n'},
        bad(1, 2, "a.jsonl, row 2, label: found nan, expected a finite number"),
    ),
    "a number for a text": BadCase(
        {"a.jsonl": '{"text": 7, "label": "glad"}\n'},
        bad(1, 1, "a.jsonl, row 1, text: found 7, expected a text"),
    ),
    "a NUL": BadCase(
        {"a.csv": "text,label\nsun\0,glad\n"},
        bad(1, 1, "a.csv, row 1, text: found a NUL, expected text without it"),
    ),
    "half of a surrogate pair": BadCase(
        {"a.jsonl": '{"text": "sun", "label": "sad"}\n{"text": "\\ud800", "label": "glad"}\n'},
        bad(1, 2, "a.jsonl, row 2, record: found b'{\"text\": \"\\\\ud800\", \"label\": \"glad\"}\\n', "
            "expected UTF-8 text, without half of a surrogate pair"),
    ),
    "a label that is unknown at test time": BadCase(
        {"a.csv": GOOD, "test.csv": "text,label\nsnow,glad\nmist,grey\n"},
        bad(1, 6, "test.csv, row 2, label: found 'grey', expected one of glad, sad"),
    ),
    "a label that training lacks": BadCase(
        {"a.csv": GOOD, "test.csv": "text,label\nsnow,glad\nmist,grey\n"},
        "test.csv:2 (a text for test) has the label 'grey', which no training text has (1 such "
        "texts); expected one of glad, sad: add training texts with it, or leave these out.",
        task=ANY,
    ),
    "more than 10,000 labels": BadCase(
        {"a.csv": "text,label\n" + "".join(f"text {row},{row}\n" for row in range(10_001))},
        "Task mood has 10,001 labels; expected at most 10,000. Is the label's column one of "
        "numbers or texts? Or take the most frequent alone, by `most_labels`.",
        task=ANY,
    ),
    "another encoding": BadCase(
        {"a.csv": "text,label\nsun,glad\ncafé,sad\n".encode("latin-1")},
        bad(1, 2, "a.csv, row 2, text: found b'\\xe9', expected text in UTF-8, or the encoding told by "
            "--encoding"),
    ),
    "two bytes a character": BadCase(
        {"a.csv": GOOD.encode("utf-16")},
        "a.csv begins as UTF-16 does: say --encoding utf-16, or convert it to UTF-8.",
    ),
    "rows of another width": BadCase(
        {"a.csv": "text,label\nsun,glad\nrain,and wind,sad\nsea\n"},
        bad(2, 3, "a.csv, row 2, record: found 3 fields, expected 2, as the header has"),
    ),
    "a key that some records lack": BadCase(
        {"a.jsonl": '{"text": "sun", "label": "glad"}\n{"body": "rain", "label": "sad"}\n'},
        bad(1, 2, "a.jsonl, row 2, text: found nothing, expected the text"),
    ),
    "files with different columns": BadCase(
        {"a.csv": GOOD, "b.csv": "body,label\nsun,glad\n"},
        "b.csv has the columns 'body', 'label'; expected those of a known layout (plain: 'text', "
        "'label'). Name the text's with --text-column.",
    ),
    "columns in tabs": BadCase(
        {"a.csv": GOOD.replace(",", "\t")},
        "a.csv has the columns 'text\\tlabel'; expected those of a known layout (plain: 'text', "
        "'label'). Name the text's with --text-column.",
    ),
    "a quote that nothing closes": BadCase(
        {"a.csv": 'text,label\nsun,glad\n"rain,sad\nsea,glad\n'},
        bad(1, 2, "a.csv, row 2, record: found a quote that nothing closes before the end of the file, "
            "expected a closing quote"),
    ),
    "a list of labels where one is wanted": BadCase(
        {"a.jsonl": '{"text": "sun", "label": ["glad", "sad"]}\n'},
        bad(1, 1, "a.jsonl, row 1, label: found 2 labels, expected one, as task mood is of kind single"),
    ),
    "no object at all": BadCase(
        {"a.jsonl": '["sun", "glad"]\n"sea"\n'},
        "None of the first 2 records of a.jsonl can be read; row 1, record: expected a JSON object. "
        "Fix the file.",
    ),
    "nothing at all": BadCase({"a.csv": ""}, "a.csv is empty: expected a line that names the columns."),
    "a folder of another kind": BadCase(
        {"a.parquet": "PAR1"},
        "a.parquet is of no kind that is known: expected .csv, .tsv, .jsonl or .xml (TASS), each "
        "also as .gz.",
    ),
}  # fmt: skip


def learn_from(files: FilesOfTexts, case: BadCase) -> None:
    """What a command does before it fits anything."""
    paths = [
        (files.file(name, content), Part.TEST if name.startswith("test") else Part.TRAIN)
        for name, content in case.files.items()
    ]
    texts = files.read(*paths, task=case.task, told=dict(case.told))
    task, texts = with_found_labels(case.task, texts, files.notes)
    require_learnable(task, texts)


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_nothing_is_learned_from_it(tmp_path: Path, case: BadCase) -> None:
    with pytest.raises(SentenceError) as refusal:
        learn_from(FilesOfTexts(tmp_path), case)

    assert message_of(refusal.value, tmp_path) == case.message


def test_a_file_that_ends_too_early_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(GOOD.encode() * 1000)[:-20])

    with pytest.raises(SentenceError, match=r"a\.csv\.gz is damaged or ends too early"):
        FilesOfTexts(tmp_path).read(path)


def test_good_files_are_taken(tmp_path: Path) -> None:
    """Else the table above would say nothing."""
    learn_from(FilesOfTexts(tmp_path), BadCase({"a.csv": GOOD, "test.csv": GOOD}, ""))


ODD = {
    "emoji alone": "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "100,000 characters": "sun and sea " * 8_334,
    "line ends": "sun\nand\r\nsea",
    "an old line end": "sun\u2028and sea",
    "a quote": 'a "sunny" day',
    "a letter of two characters": "cafe\u0301 e\u0301",
    "another direction": "\u202eabc",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_texts_are_taken_as_they_are(tmp_path: Path, text: str) -> None:
    files = FilesOfTexts(tmp_path)
    quoted = text.replace('"', '""')
    assert files.read(files.file("a.csv", f'text,label\n"{quoted}",glad\n')).texts == [text]


def test_equal_texts_with_two_labels_are_told_and_count_each(tmp_path: Path) -> None:
    files = FilesOfTexts(tmp_path)
    file = files.file("a.csv", "text,label\nSun  now,glad\nrain,sad\nsun now,sad\nsun now,glad\nrain,sad\n")

    texts = files.read(file)

    assert list(texts.labels) == ["glad", "sad", "sad", "glad", "sad"]
    assert files.notes == [
        "1 text stands in 3 rows with different labels, such as a.csv:1 and a.csv:3: each row counts with "
        "its own label, and all stand on one side of a split"
    ]


def test_the_order_of_tags_is_no_contradiction(tmp_path: Path) -> None:
    files = FilesOfTexts(tmp_path)
    file = files.file(
        "a.jsonl", '{"text": "a", "label": ["sea", "sun"]}\n{"text": "a", "label": ["sun", "sea"]}\n'
    )
    files.read(file, task=TAGS)
    assert files.notes == []


def test_ten_thousand_labels_are_taken(tmp_path: Path) -> None:
    files = FilesOfTexts(tmp_path)
    rows = "".join(f"text {row},{row % 10_000}\n" for row in range(20_000))
    task, texts = with_found_labels(ANY, files.read(files.file("a.csv", f"text,label\n{rows}"), task=ANY), [])
    require_learnable(task, texts)
    assert (len(task.labels), len(texts)) == (10_000, 20_000)
