"""Hashtags become labels; words that would give labels away can be masked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.text_models.reading.text_files import MOOD, FilesOfTexts
from text_files.documents.file_layout import FileLayout
from text_models.reading.hashtags import hashtags_of, mask_labels, mask_words
from text_models.tasks.task import Kind, Task, TaskError

TAGS = replace(MOOD, name="tags", kind=Kind.MULTI, labels=(), labels_from="hashtags", most_labels=50)

FOUND = {
    "in their order, each once": ("At #SXSW with #iPad and #sxsw!", ["sxsw", "ipad"]),
    "letters alone": ("#SXSW_2011 #4sq #2011", ["sxsw", "sq"]),
    "no stop words": ("#the #sea", ["sea"]),
    "letters of any alphabet": ("#Café #ЖЮЛЬ", ["café", "жюль"]),
    "not within a link": ("see http://a.b/#top and www.a.b/c#end #sea", ["sea"]),
    "nor a character's number": ("it&#39;s &#x27;x&#x27; #sea", ["sea"]),
    "nor behind a letter": ("C#sharp a#b", []),
    "nor an empty one": ("# sea ##", []),
}


@pytest.mark.parametrize(("text", "tags"), FOUND.values(), ids=FOUND.keys())
def test_hashtags_of_a_text(text: str, tags: list[str]) -> None:
    assert hashtags_of(text) == tags


def test_stop_words_are_those_of_the_language() -> None:
    assert hashtags_of("#porque #sol", "es-MX") == ["sol"]
    assert hashtags_of("#porque #sol", "en") == ["porque", "sol"]


MASKED = {
    "words and hashtags, whatever their case": (
        "My iPad, an IPAD and #ipad: #iPads!",
        "My , an and : #iPads!",
    ),
    "a hashtag that became the label": ("at #SXSW_2011", "at"),
    "not a word with other signs": ("sxsw2011 stays", "sxsw2011 stays"),
    "no part of a word": ("new ipads", "new ipads"),
    "a label of several words": ("In New  York, new york's #New yorker", "In , 's #New yorker"),
    "a label with signs": ("C++ and c", "and c"),
    "nothing else": ("ipad #sxsw", ""),
}


@pytest.mark.parametrize(("text", "masked"), MASKED.values(), ids=MASKED.keys())
def test_words_that_are_labels_are_taken_out(text: str, masked: str) -> None:
    assert mask_words(text, ["ipad", "sxsw", "new york", "c++"]) == masked


def test_a_file_without_labels_has_its_own_hashtags(tmp_path: Path) -> None:
    files = FilesOfTexts(tmp_path)
    file = files.file("tweets.csv", "text\nI like #Sea and #sun\nno tag\n#the\nmore #sea\n")

    texts = files.read(file, task=TAGS, layouts=[FileLayout("plain", "text", language="en")])

    assert list(zip(texts.identities, texts.texts, texts.labels, texts.sources, strict=True)) == [
        ("tweets.csv:1", "I like #Sea and #sun", ["sea", "sun"], "gold"),
        ("tweets.csv:4", "more #sea", ["sea"], "gold"),
    ]
    assert files.notes == ["tweets.csv: 2 rows have no label: left out"]


def test_of_declared_labels_only_those_are_taken(tmp_path: Path) -> None:
    files = FilesOfTexts(tmp_path)
    file = files.file("tweets.csv", "text\n#sea #sky\n#sky\n")
    task = replace(TAGS, labels=("sea", "sun"), most_labels=0)

    assert files.read(file, task=task, layouts=[FileLayout("plain", "text")]).labels == [["sea"]]


def test_a_column_of_labels_is_believed_instead(tmp_path: Path) -> None:
    files = FilesOfTexts(tmp_path)
    file = files.file("tweets.jsonl", '{"text": "#sky", "label": ["sea"]}\n{"text": "#sky", "label": null}\n')

    assert files.read(file, task=TAGS).labels == [["sea"]]


def test_texts_are_masked_by_all_labels_of_the_task(tmp_path: Path) -> None:
    """The first text does not have label `sun`; were its word to stay, it would say so."""
    files = FilesOfTexts(tmp_path)
    file = files.file("tweets.csv", "text\nsun at #sea\nred #sun\n#sea #sun\n")
    task = TAGS.with_labels(["sea", "sun"])
    texts = files.read(file, task=task, layouts=[FileLayout("plain", "text")])

    masked = mask_labels(task, texts, files.notes)

    assert list(zip(masked.texts, masked.labels, strict=True)) == [("at", ["sea"]), ("red", ["sun"])]
    assert files.notes == ["1 text held nothing but words that are labels: left out"]


BAD: dict[str, tuple[dict[str, object], str]] = {
    "another origin": ({"labels_from": "links"}, "takes labels from 'links'; expected hashtags, or nothing."),
    "one label a text": ({"kind": Kind.SINGLE}, "expected kind multi. Received: single"),
    "fewer than none": ({"most_labels": -1}, "takes the -1 most frequent labels; expected 0 or more"),
    "declared and found": ({"labels": ("a", "b")}, "and 0 where `labels` are declared."),
    "a scale without places": (
        {"kind": Kind.ORDINAL, "labels_from": ""},
        "needs `labels`: in which order the places of its scale come, only a declaration can say.",
    ),
}


@pytest.mark.parametrize(("changes", "message"), BAD.values(), ids=BAD.keys())
def test_a_declaration_that_contradicts_itself_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(TaskError) as refusal:
        Task(**{**vars(TAGS), **changes})

    assert message in str(refusal.value)
