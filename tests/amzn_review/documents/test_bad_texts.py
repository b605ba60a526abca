"""Bad records are set aside with a sentence, and bad files refused before anything waits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.amzn_review.documents.conftest import TASKS, DocumentSite
from text_files.documents.file_layout import LayoutError, document_layouts
from text_files.sources.text_stream import UnreadableTextsError

# A file's name, its content, and what the quarantine says of its one bad record: line, reason, field, found.
BAD_RECORDS = {
    "empty": ("a.csv", b'text,b\nx,1\n"",2\n', (2, "empty", "text", "''")),
    "NaN": ("a.csv", b"text,b\nx,1\nNaN,2\n", (2, "empty", "text", "'NaN'")),
    "wide": ("a.csv", b"text,b\nx,1\ny,2,3\n", (2, "wrong-width", "record", "3 fields")),
    "narrow": ("a.tsv", b"text\tb\nx\t1\ny\n", (2, "wrong-width", "record", "1 fields")),
    "NUL": ("a.csv", b"text,b\nx,1\ny\0,2\n", (2, "nul-character", "text", "a NUL")),
    "NUL beside": ("a.csv", b"text,b\nx,1\n\xc3\xa9,\x00\n", (2, "nul-character", "b", "a NUL")),
    "latin-1": ("a.csv", b"text,b\nx,1\ncaf\xe9,2\n", (2, "not-utf-8", "text", "b'\\xe9'")),
    "CESU-8": ("a.csv", b"text,b\nx,1\n\xed\xa0\xbd,2\n", (2, "not-utf-8", "text", "b'\\xed'")),
    "unclosed": ("a.csv", b'text,b\nx,1\n"y,2\nz,3\n', (2, "unclosed-quote", "record", None)),
    "surrogate": ("a.jsonl", b'{"text": "x"}\n{"text": "\\ud800"}\n', (2, "not-utf-8", "record", None)),
    "NaN in JSON": ("a.jsonl", b'{"text": "x"}\n{"text": NaN}\n', (2, "out-of-range", "text", "nan")),
    "NUL in JSON": ("a.jsonl", b'{"text": "x"}\n{"text": "\\u0000"}\n', (2, "nul-character", "text", None)),
    "no text": ("a.jsonl", b'{"text": "x"}\n\n{"b": 1}\n', (2, "missing-key", "text", "nothing")),
    "null": ("a.jsonl", b'{"text": "x"}\n{"text": null}\n', (2, "empty", "text", "None")),
    "number": ("a.jsonl", b'{"text": "x"}\n{"text": 5}\n', (2, "wrong-type", "text", "5")),
    "no JSON": ("a.jsonl", b'{"text": "x"}\nnothing\n', (2, "not-json", "record", "b'nothing\\n'")),
    "a list": ("a.jsonl", b'{"text": "x"}\n["text"]\n', (2, "not-an-object", "record", "['text']")),
}


@pytest.mark.parametrize("case", BAD_RECORDS)
def test_a_bad_record_is_set_aside_and_the_good_one_loads(documents: DocumentSite, case: str) -> None:
    name, content, (line, reason, field, found) = BAD_RECORDS[case]
    (converted,) = documents.convert(documents.file(name, content), text="text")
    assert (converted.records, converted.bad) == (2, 1)
    assert documents.load() == [
        "toy 2 listed = 1 loaded + 0 relabelled + 0 duplicate + 1 quarantined (1 files, 0 labels)"
    ]
    assert documents.rows("select text, original_row from documents") == [("x", 1)]
    query = "select source_key, line_number, reason, field, found, expected from quarantined_records"
    ((*where, what, expected),) = documents.rows(query)
    assert where == [converted.key, line, reason, field]
    assert what == found if found is not None else what
    assert expected


def test_a_label_or_group_that_is_none(documents: DocumentSite) -> None:
    path = documents.file("a.csv", "text,who,l\na,ann,P\nb,,P\nc,ann,Q\n")
    documents.convert(path, text="text", group="who", label="l")
    documents.load()
    assert documents.rows("select line_number, reason, field from quarantined_records") == [
        (2, "missing-group", "who")
    ]
    tweets = documents.file("emo.tsv", "tweet\tlabel\na\tjoy\nb\tbliss\n")
    documents.add(tweets, task="sentiment-es")
    assert documents.rows("select text, label from label_events join documents using (document_id)")[-1] == (
        "a",
        "P",
    )
    assert documents.rows("select found from quarantined_records where reason = 'unknown-label'") == [
        ("'bliss'",)
    ]


def test_what_names_an_author_is_not_told_of_a_bad_record(documents: DocumentSite) -> None:
    path = documents.file("a.jsonl", '{"text": "x", "who": "ann"}\n{"who": "secret name", "text"}\n')
    documents.add(path, text="text", group="who")
    ((found,),) = documents.rows("select found from quarantined_records")
    assert found == "what is not shown, for it may name the author"


REFUSED: dict[str, tuple[str, bytes, dict[str, str | None], str]] = {
    "no such column": ("a.csv", b"text\nx\n", {"text": "body"}, "has no column 'body'; found 'text'"),
    "no layout": ("a.csv", b"text\nx\n", {"text": None}, "Name the text's with --text-column"),
    "no record": ("a.csv", b"text\n", {"text": "text"}, "holds no record"),
    "nothing": ("a.csv", b"", {"text": "text"}, "is empty"),
    "a column twice": ("a.csv", b"text,text\nx,y\n", {"text": "text"}, "two columns 'text'"),
    "UTF-16": ("a.csv", "text\nx\n".encode("utf-16"), {"text": "text"}, "say --encoding utf-16"),
    "no encoding": ("a.csv", b"text\nx\n", {"text": "text", "encoding": "klingon"}, "no encoding 'klingon'"),
    "not gzip": ("a.csv.gz", b"text\nx\n", {"text": "text"}, "is not gzip"),
    "half a gzip": ("a.csv.gz", b"\x1f\x8b\x08", {"text": "text"}, "is damaged or ends too early"),
    "another kind": ("a.xlsx", b"text\n", {"text": "text"}, "of no kind that is known"),
    "mostly bad": (
        "a.csv",
        b"text\n" + b"caf\xe9\n" * 10 + b"x\n" * 5,
        {"text": "text"},
        "10 of the 15 records of .* are bad.*nothing was taken.*--encoding",
    ),
    "no XML": ("a.xml", b"<tweets><tweet>", {"text": "content"}, "no well-formed XML"),
    "a document type": (
        "a.xml",
        b"<!DOCTYPE t [<!ENTITY e 'x'>]><tweets/>",
        {"text": "content"},
        "document type",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_refused_leaves_nothing_of_the_others_either(
    documents: DocumentSite, case: str
) -> None:
    name, content, changes, sentence = REFUSED[case]
    told: dict[str, Any] = {"text": "text", **changes}
    good = documents.file("good.csv", "text,body,content\na,b,c\n")
    with pytest.raises((UnreadableTextsError, LayoutError), match=sentence):
        documents.convert(good, documents.file(name, content), **told)
    assert documents.below("uploaded") == []


@pytest.mark.parametrize(
    ("task", "sentence"), [("rating", "`amzn-review load` takes"), ("toxicity_ru", "no file declares it")]
)
def test_a_task_that_takes_no_documents(task: str, sentence: str) -> None:
    with pytest.raises(LayoutError, match=sentence):
        document_layouts([TASKS], task)


def test_long_and_strange_texts_stay_as_they_are(documents: DocumentSite) -> None:
    texts = ["x" * 100_000, "🙂🙂", 'a "quoted", text', "line\r\nend", " spaces "]
    path = documents.file("a.jsonl", "".join(json.dumps({"text": text}) + "\n" for text in texts))
    documents.add(path, text="text")
    assert documents.rows("select text from documents order by document_id") == [(text,) for text in texts]


def test_an_encoding_that_was_declared(documents: DocumentSite) -> None:
    path = documents.file("a.csv", "text\nCafé\n".encode("latin-1"))
    documents.add(path, text="text", encoding="latin-1")
    marked = documents.file("b.csv", "\ufefftext\nThé\n")
    documents.add(marked, text="text", encoding="latin-1")
    assert documents.rows("select text from documents order by 1") == [("Café",), ("Thé",)]
