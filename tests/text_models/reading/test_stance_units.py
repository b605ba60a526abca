"""The unit that is judged: a text, an author's texts together, or the author's own description."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.text_models.reading.text_files import MOOD, FilesOfTexts, project_layouts
from text_files.documents.accounts import Accounts
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.reading.read_texts import BadTextsError
from text_models.reading.stance_units import Unit, units_of

STANCE = replace(MOOD, name="stance", labels=("left", "right"))
ACCOUNTS = "author,label\nAnn,left\nBob,right\nCy,left\nDee,right\n"


@pytest.fixture
def files(tmp_path: Path) -> FilesOfTexts:
    return FilesOfTexts(tmp_path)


def by_accounts(files: FilesOfTexts, rows: str, head: str = "text,author") -> TaskTexts:
    """The texts of a file whose authors are in the accounts."""
    return files.read(
        files.file("texts.csv", f"{head}\n{rows}"),
        task=STANCE,
        layouts=project_layouts("stance"),
        accounts=Accounts.read(files.file("accounts.csv", ACCOUNTS)),
        leave_out_empty=True,
    )


@pytest.mark.parametrize("unit", [Unit.TEXT, Unit.AUTHOR_K])
def test_rungs_learn_from_single_texts(files: FilesOfTexts, unit: Unit) -> None:
    texts = by_accounts(files, "one,Ann\ntwo,Ann\n")
    assert units_of(texts, unit, files.notes) is texts


def test_all_texts_of_an_author_are_one_document(files: FilesOfTexts) -> None:
    texts = by_accounts(files, "one,Ann\nthree,Bob\ntwo,Ann\nfour,Eve\n")

    authors = units_of(texts, Unit.AUTHOR, files.notes)

    assert list(zip(authors.identities, authors.texts, authors.labels, authors.sources, strict=True)) == [
        ("texts.csv:1", "one\ntwo", "left", "weak"),
        ("texts.csv:2", "three", "right", "weak"),
    ]
    assert files.notes == ["texts.csv: 1 row has no label: left out"], "Eve has no account"


def test_an_author_of_two_labels_and_texts_of_nobody_are_set_aside(files: FilesOfTexts) -> None:
    texts = files.read(
        files.file("texts.jsonl", "".join(
            f'{{"text": "{text}", "author": "{author}", "label": "{label}"}}\n'
            for text, author, label in [("a", "Ann", "left"), ("b", "Ann", "right"), ("c", "Bob", "left")]
        )),
        task=STANCE, told={"group": "author"},
    )  # fmt: skip
    texts = replace(texts, authors=[*texts.authors[:3]])
    nobody = replace(texts.take([2, 2]), authors=[texts.authors[2], None])

    assert units_of(texts, Unit.AUTHOR, files.notes).texts == ["c"]
    assert units_of(nobody, Unit.AUTHOR, files.notes).texts == ["c"]
    assert files.notes == ["set aside, author with two labels: 1", "set aside, text without an author: 1"]


def test_an_author_in_two_parts_is_refused_by_the_row(files: FilesOfTexts) -> None:
    train, test = (files.file(name, f"text,author\n{name},Ann\n") for name in ("train.csv", "test.csv"))
    texts = files.read(
        train,
        (test, Part.TEST),
        task=STANCE,
        layouts=project_layouts("stance"),
        accounts=Accounts.read(files.file("accounts.csv", ACCOUNTS)),
    )
    with pytest.raises(BadTextsError) as refusal:
        units_of(texts, Unit.AUTHOR, files.notes)

    assert str(refusal.value) == (
        "train.csv:1 is of an author whose texts are in the parts test, train; expected one: put all texts "
        "of an author into one file."
    )


def test_descriptions_that_say_nothing_are_set_aside_and_equal_ones_count_once(files: FilesOfTexts) -> None:
    texts = by_accounts(
        files,
        "Father of three,Ann\n,Bob\nhttp://a.b/c @me !,Cy\nproud patriot,Dee\nfather  of THREE,Bob\n"
        "I like my garden,Cy\n",
        head="description,author",
    )

    descriptions = units_of(texts, Unit.DESCRIPTION, files.notes)

    assert list(zip(descriptions.texts, descriptions.labels, strict=True)) == [
        ("Father of three", "left"),
        ("I like my garden", "left"),
    ]
    assert files.notes == [
        "texts.csv: 1 text is empty: left out",
        "1 text stands in 2 rows with different labels, such as texts.csv:1 and texts.csv:5: each row counts "
        "with its own label, and all stand on one side of a split",
        "set aside, description of links, names and signs alone: 1",
        "set aside, description of fewer than 3 words: 1",
        "set aside, description equal to one before: 1",
    ]


def test_nothing_left_is_refused_with_the_reasons(files: FilesOfTexts) -> None:
    texts = by_accounts(files, "Hi,Ann\nhttp://a.b,Bob\n", head="description,author")
    with pytest.raises(BadTextsError) as refusal:
        units_of(texts, Unit.DESCRIPTION, files.notes)

    assert str(refusal.value) == (
        "None of 2 texts is left as unit description: set aside, description of fewer than 3 words: 1; set "
        "aside, description of links, names and signs alone: 1."
    )
