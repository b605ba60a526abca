"""From a user's file into documents and label events: whole rows, each once, whatever dies on the way."""

from __future__ import annotations

import gzip
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
import pytest

from amzn_review.archive.file_archive import BatchArchive
from amzn_review.archive.raw_listing import archived_batches, archived_keys, open_archived
from amzn_review.batch.batch_error import BatchUnderWayError
from amzn_review.batch.batch_file import FileReader
from amzn_review.batch.manifest import open_manifests
from amzn_review.documents.document_files import DocumentFiles
from amzn_review.postgres.batch_kind import FileNotes
from amzn_review.postgres.file_batch_loader import FileBatchLoader
from amzn_review.postgres.staged_batch import StagedBatch
from amzn_review.quarantine.replay import Replay
from amzn_review.uploader.clear_folders import clear_arrivals
from storage.databases.table_statistics import MANY_ROWS
from tests.amzn_review.documents.conftest import KEY, DocumentSite
from tests.amzn_review.load_site import line, packed
from tests.conftest import SQL_DIR
from text_files.documents.file_layout import FileLayout

DOCUMENTS = (
    "select task, external_id, text, author, entity, variant, created_at, language, source_record, original, "
    "original_row, line_number from documents order by document_id"
)
EVENTS = (
    "select text, documents.task, label_events.task, label, label_set, source, labelled_by, reason "
    "from label_events inner join documents using (document_id) order by event_id"
)
CSV = 'id,text,mood,who\n1,"two\nlines",good,ann\n2,plain,bad,bob\n'


def digits(name: str) -> str:
    """What the author's hash is by its definition, RFC 7693 with a key of SHA-256."""
    key = hashlib.sha256(KEY.encode()).digest()
    return hashlib.blake2b(name.encode(), digest_size=16, key=key).hexdigest()


def test_every_column(documents: DocumentSite) -> None:
    layout = FileLayout(
        "full", text="body", label="mood", external_id="id", author="who", author_fields=("home",),
        entity="brand", variant="kind", created_at="at", language_column="lang", label_source="weak",
    )  # fmt: skip
    record = {
        "id": 7, "body": " Ñandú 🙂\n", "mood": "P", "who": "ann", "home": {"town": "x"}, "brand": "b",
        "kind": "mx", "at": "Mon Sep 05 19:09:59 +0200 2016", "lang": "es", "more": [1, None],
    }  # fmt: skip
    path = documents.file("full.jsonl", json.dumps(record) + "\n")
    assert documents.add(path, layouts=[layout]) == [
        "toy 1 listed = 1 loaded + 0 relabelled + 0 duplicate + 0 quarantined (1 files, 1 labels)"
    ]
    hidden = record | {"who": digits("ann"), "home": digits('{"town":"x"}')}
    assert documents.rows(DOCUMENTS) == [
        (
            "toy", "7", " Ñandú 🙂\n", digits("ann"), "b", "mx", datetime(2016, 9, 5, 17, 9, 59), "es",
            hidden, "full.jsonl", 1, 1,
        )
    ]  # fmt: skip
    assert documents.rows(EVENTS) == [
        (" Ñandú 🙂\n", "toy", "toy", "P", None, "weak", "full.jsonl", "column mood")
    ]
    (waiting,) = documents.rows("select source_key from documents")
    with open_archived(documents.site.layout, archived_batches(documents.site.layout)[0], waiting[0]) as file:
        assert b"ann" not in gzip.decompress(file.read())


def test_authors_stay_when_that_is_told(documents: DocumentSite) -> None:
    documents.add(documents.file("a.csv", CSV), text="text", group="who", plain=True)
    assert documents.rows("select author, source_record ->> 'who' from documents order by 1") == [
        ("ann", "ann"),
        ("bob", "bob"),
    ]


def test_a_label_of_its_own_is_an_event_and_not_a_duplicate(documents: DocumentSite) -> None:
    told = {"text": "text", "label": "mood"}
    first = documents.file("a.csv", "text,mood\none,good\ntwo,bad\ntwo,bad\none,bad\n")
    assert documents.add(first, **told) == [
        "toy 4 listed = 2 loaded + 1 relabelled + 1 duplicate + 0 quarantined (1 files, 3 labels)"
    ]
    assert documents.add(first, **told) == [
        "toy 4 listed = 0 loaded + 0 relabelled + 4 duplicate + 0 quarantined (1 files, 0 labels)"
    ]
    weak = documents.file("b.csv", "text,mood\none,good\nthree,\n")
    assert documents.add(weak, **told, label_source="weak") == [
        "toy 2 listed = 1 loaded + 1 relabelled + 0 duplicate + 0 quarantined (1 files, 1 labels)"
    ]
    assert [(text, label, source) for text, _, _, label, _, source, *_ in documents.rows(EVENTS)] == [
        ("one", "good", "gold"),
        ("two", "bad", "gold"),
        ("one", "bad", "gold"),
        ("one", "good", "weak"),
    ]
    current = "select text, label, source from current_labels join documents using (document_id) order by 1"
    assert documents.rows(current) == [("one", "bad", "gold"), ("two", "bad", "gold")]


def test_sets_of_labels(documents: DocumentSite) -> None:
    lines = [{"text": "a", "tags": ["y", "x", "x"]}, {"text": "b", "tags": []}, {"text": "c"}]
    path = documents.file("sets.json", "".join(json.dumps(line) + "\n" for line in lines))
    documents.add(path, text="text", label="tags")
    assert [(text, label, several) for text, _, _, label, several, *_ in documents.rows(EVENTS)] == [
        ("a", None, ["x", "y"]),
        ("b", None, []),
    ]


def test_the_original_lies_in_the_archive_beside_what_it_was_made_into(documents: DocumentSite) -> None:
    path = documents.file("my texts.csv", CSV)
    (converted,) = documents.convert(path, text="text")
    stem = Path(converted.key).name.removesuffix(".json.gz")
    original = f"documents/toy/originals/{stem}.my_texts.csv"
    assert documents.below("uploaded") == sorted([converted.key, original])
    documents.load()
    assert documents.below("uploaded") == []
    layout = documents.site.layout
    (batch,) = archived_batches(layout)
    assert batch.startswith("documents/")
    assert sorted(archived_keys(layout, batch)) == sorted([converted.key, original])
    with open_archived(layout, batch, original) as file:
        assert file.read() == CSV.encode()
    assert path.read_text() == CSV


class KilledError(BaseException):
    """What takes the place of a SIGKILL."""


def kill(*_: object) -> None:
    raise KilledError


@pytest.mark.parametrize(
    ("owner", "method"),
    [
        (StagedBatch, "begin"),
        (DocumentFiles, "write"),
        (FileBatchLoader, "_archive"),
        (BatchArchive, "run"),
        (BatchArchive, "_remove"),
        (FileReader, "entry"),
    ],
)
def test_after_a_kill_the_next_run_finishes_and_nothing_is_twice(
    documents: DocumentSite, monkeypatch: pytest.MonkeyPatch, owner: type, method: str
) -> None:
    documents.convert(documents.file("a.csv", CSV + "3,,good,x\n"), text="text", label="mood")
    monkeypatch.setattr(owner, method, kill)
    with pytest.raises(KilledError):
        documents.load()
    monkeypatch.undo()
    assert documents.load() == [
        "toy 3 listed = 2 loaded + 0 relabelled + 0 duplicate + 1 quarantined (1 files, 2 labels)"
    ]
    assert documents.load() == []
    assert documents.rows("select text from documents order by 1") == [("plain",), ("two\nlines",)]
    assert len(documents.rows(EVENTS)) == 2
    assert len(documents.rows("select 1 from quarantined_records")) == 1
    assert documents.below("uploaded") == []
    (line,) = documents.below("quarantine/empty")
    assert line.endswith(".line-3.json.gz")
    assert open_manifests(documents.layout) == []


def test_two_at_once_load_each_text_once(documents: DocumentSite) -> None:
    paths = [documents.file(f"{name}.csv", CSV) for name in "ab"]

    def add(path: Path) -> list[str]:
        return documents.add(path, text="text", label="mood")

    with ThreadPoolExecutor(2) as pool:
        sheets = [sheet for found in pool.map(add, paths) for sheet in found]
    assert sum(int(sheet.split()[1]) for sheet in sheets) == 4
    assert len(documents.rows(DOCUMENTS)) == 2
    assert len(documents.rows(EVENTS)) == 2
    assert documents.below("uploaded") == []


def test_reviews_are_documents_of_rating_and_their_labels_are_events(documents: DocumentSite) -> None:
    documents.site.put("reviews/a/a.json.gz", packed(line()))
    documents.site.load()
    view = "select task, text, author, entity, created_at, language from rating_documents"
    assert documents.rows(view) == [
        ("rating", "Keeps the coffee warm.", "A3TESTREVIEWER", "B00TESTABC", datetime(2016, 9, 1), "en")
    ]
    for label, who in (("3", "ann"), ("2", "bob")):
        documents.site.connection.execute(
            "insert into label_events (review_id, task, label, source, labelled_by) "
            "select review_id, 'rating', %s, 'person', %s from reviews",
            (label, who),
        )
    assert documents.rows("select rating, labelled_by from review_labels order by label_id") == [
        (3, "ann"),
        (2, "bob"),
    ]
    assert documents.rows("select label, labelled_by from current_labels") == [("2", "bob")]


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (
            "insert into document_batches values ('b', 'toy', 'r', 1, 3, 1, 0, 0, 1, 0)",
            "document_batches_balance",
        ),
        (
            "insert into label_events (task, label, source, labelled_by) values ('toy', 'a', 'gold', 'x')",
            "label_events_of_one",
        ),
        (
            "insert into label_events (review_id, task, source, labelled_by) values (1, 'toy', 'gold', 'x')",
            "label_events_say_one",
        ),
    ],
)
def test_the_warehouse_refuses(documents: DocumentSite, statement: str, constraint: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        documents.site.connection.execute(statement)


def test_a_file_that_is_no_gzip_is_set_aside_whole(documents: DocumentSite) -> None:
    documents.site.put("documents/toy/broken.json.gz", b"not gzip")
    assert documents.load() == [
        "toy 1 listed = 0 loaded + 0 relabelled + 0 duplicate + 1 quarantined (1 files, 0 labels)"
    ]
    found: list[tuple[Any, ...]] = documents.site.quarantined()
    assert found == [("documents/toy/broken.json.gz", 0, "not-gzip", "file", True)]


def test_what_was_staged_of_a_file_that_breaks_off_is_undone(documents: DocumentSite) -> None:
    rows = "".join(f"text {number},good\n" for number in range(6_000))
    (large,) = documents.convert(documents.file("a.csv", "text,mood\n" + rows), text="text", label="mood")
    documents.convert(documents.file("b.csv", "text,mood\nwhole,bad\n,bad\n"), text="text", label="mood")
    path = documents.layout.uploaded / large.key
    path.write_bytes(path.read_bytes()[:-4])
    assert documents.load() == [
        "toy 3 listed = 1 loaded + 0 relabelled + 0 duplicate + 2 quarantined (2 files, 1 labels)"
    ]
    assert documents.rows("select text from documents") == [("whole",)]
    assert [(text, label) for text, _, _, label, *_ in documents.rows(EVENTS)] == [("whole", "bad")]
    found = documents.rows("select line_number, reason, is_whole_file from quarantined_records order by 2")
    assert found == [(2, "empty", False), (0, "truncated-gzip", True)]


def test_a_broken_file_that_changes_meanwhile_waits_for_the_next_run(
    documents: DocumentSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = documents.site.put("documents/toy/broken.json.gz", b"not gzip")
    stage = DocumentFiles.stage

    def change_then_stage(kind: DocumentFiles, batch: StagedBatch, file: BinaryIO, key: str) -> FileNotes:
        path.write_bytes(b"not gzip either")
        return stage(kind, batch, file, key)

    monkeypatch.setattr(DocumentFiles, "stage", change_then_stage)
    assert documents.load() == []
    assert documents.site.quarantined() == []
    assert open_manifests(documents.layout) == []
    monkeypatch.undo()
    assert documents.load() == [
        "toy 1 listed = 0 loaded + 0 relabelled + 0 duplicate + 1 quarantined (1 files, 0 labels)"
    ]
    (kept,) = documents.below("quarantine/not-gzip")
    assert (documents.layout.quarantine / "not-gzip" / kept).read_bytes() == b"not gzip either"


def test_nothing_is_cleared_while_a_batch_is_unfinished(
    documents: DocumentSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents.convert(documents.file("a.csv", CSV), text="text")
    with monkeypatch.context() as patch:
        patch.setattr(BatchArchive, "run", kill)
        with pytest.raises(KilledError):
            documents.load()
    with pytest.raises(BatchUnderWayError, match=r"^Batch \S+ waits to be finished"):
        clear_arrivals(documents.site.layout)
    documents.load()
    assert clear_arrivals(documents.site.layout) == ["uploaded", "raw", "manifests"]


def test_a_record_that_was_set_aside_stays_bad_until_its_line_is_mended(documents: DocumentSite) -> None:
    documents.add(documents.file("a.csv", "text,b\nx,1\n,2\n"), text="text")
    replay = Replay(documents.site.layout, documents.site.address.connect, SQL_DIR, 2**24)
    (outcome,) = replay.run()
    assert outcome.key is None
    assert outcome.problem == "line 1: text: found '', expected a text (empty)."
    (line_file,) = (documents.layout.quarantine / "empty").rglob("*.json.gz")
    mended = json.loads(gzip.decompress(line_file.read_bytes()))
    del mended["fault"]
    line_file.write_bytes(gzip.compress(json.dumps(mended | {"text": "y"}).encode() + b"\n"))
    (outcome,) = replay.run()
    assert outcome.problem is None
    documents.load()
    assert documents.rows("select text, original, original_row from documents order by 1") == [
        ("x", "a.csv", 1),
        ("y", "a.csv", 2),
    ]


def test_what_many_documents_fill_is_known_to_the_planner_at_once(documents: DocumentSite) -> None:
    lines = "".join(json.dumps({"text": f"text {it}", "label": "a"}) + "\n" for it in range(MANY_ROWS))
    documents.convert(documents.file("many.jsonl", lines), text="text", label="label", language="en")
    assert sum(sheet.loaded for sheet in documents.loader().run()) == MANY_ROWS
    known = (
        "select relname, reltuples from pg_class where relname in ('documents', 'label_events') order by 1"
    )
    assert documents.rows(known) == [("documents", MANY_ROWS), ("label_events", MANY_ROWS)]
