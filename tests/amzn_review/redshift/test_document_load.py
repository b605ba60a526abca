"""From a user's file through the bucket and COPY into documents and label events on Redshift."""

from __future__ import annotations

import gzip
import io
import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pyarrow.parquet as pq
import pytest

from amzn_review.balance_sheet import UnbalancedBatchError
from amzn_review.batch.batch_error import BatchUnderWayError, TooManyBadError
from amzn_review.data_layout import DataLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.redshift.bucket_document_loader import BucketDocumentLoader
from amzn_review.redshift.document_load import DocumentLoad
from amzn_review.redshift.redshift_error import RedshiftError
from amzn_review.s3.batch_room import DOCUMENTS
from amzn_review.s3.frozen_batch import open_batches
from amzn_review.uploader.clear_bucket import clear_bucket
from storage.bucket import Bucket
from tests.amzn_review.redshift.document_site import BucketDocumentSite
from tests.amzn_review.redshift.warehouse_site import load
from tests.amzn_review.sample_files import LARGE

pytestmark = pytest.mark.aws
TEXTS = "select text, original, original_row from documents order by source_key, line_number"
EVENTS = (
    "select text, label, label_set, label_events.source, labelled_by, reason from label_events "
    "inner join documents on label_events.document_id = documents.document_id order by event_id"
)
QUARANTINED = "select line_number, reason, field, is_whole_file from quarantined_records order by line_number"
CSV = 'id,text,mood,who\n1,"two\nlines",good,ann\n2,plain,bad,bob\n3,last,good,ann\n'
TOLD: dict[str, Any] = {"text": "text", "label": "mood"}
SHEET = "toy 3 listed = 3 loaded + 0 relabelled + 0 duplicate + 0 quarantined (1 files, 3 labels)"


def test_three_texts_and_where_their_files_end(texts: BucketDocumentSite) -> None:
    path = texts.file("my texts.csv", CSV)
    (key,) = texts.convert(path, **TOLD)
    original = f"{key.removesuffix('.json.gz')}.my_texts.csv".replace("toy/", "toy/originals/")
    assert texts.keys() == [f"uploaded/{key}", f"uploaded/{original}"]
    converted = texts.bucket.get(f"uploaded/{key}")
    assert texts.load() == [SHEET]
    assert texts.rows(TEXTS) == [
        ("two\nlines", "my texts.csv", 1),
        ("plain", "my texts.csv", 2),
        ("last", "my texts.csv", 3),
    ]
    assert texts.rows(EVENTS) == [
        ("two\nlines", "good", None, "gold", "my texts.csv", "column mood"),
        ("plain", "bad", None, "gold", "my texts.csv", "column mood"),
        ("last", "good", None, "gold", "my texts.csv", "column mood"),
    ]
    ((batch_id, *sheet),) = texts.rows(
        "select batch_id, task, run_id, files, listed, loaded, relabelled, duplicate, quarantined, "
        "label_events from document_batches"
    )
    assert sheet == ["toy", "a-run", 1, 3, 3, 0, 0, 0, 3]
    pack = f"raw/documents/{batch_id}/part-00000.parquet"
    assert texts.keys() == [f"manifests/documents/done/{batch_id}.jsonl", pack]
    rows = pq.read_table(io.BytesIO(texts.bucket.get(pack))).to_pylist()
    assert {row["key"]: row["content"] for row in rows} == {key: converted, original: CSV.encode()}


def test_the_same_again_and_other_labels(texts: BucketDocumentSite) -> None:
    first = texts.file("a.csv", "text,mood\none,good\ntwo,bad\ntwo,bad\none,bad\n")
    assert texts.add(first, **TOLD) == [
        "toy 4 listed = 2 loaded + 1 relabelled + 1 duplicate + 0 quarantined (1 files, 3 labels)"
    ]
    assert texts.add(first, **TOLD) == [
        "toy 4 listed = 0 loaded + 0 relabelled + 4 duplicate + 0 quarantined (1 files, 0 labels)"
    ]
    weak = texts.file("b.csv", "text,mood\none,good\nthree,\n")
    assert texts.add(weak, **TOLD, label_source="weak") == [
        "toy 2 listed = 1 loaded + 1 relabelled + 0 duplicate + 0 quarantined (1 files, 1 labels)"
    ]
    assert [row[:2] + row[3:4] for row in texts.rows(EVENTS)] == [
        ("one", "good", "gold"),
        ("two", "bad", "gold"),
        ("one", "bad", "gold"),
        ("one", "good", "weak"),
    ]
    assert texts.load() == []


def test_copies_in_one_batch_are_one_document(texts: BucketDocumentSite) -> None:
    paths = [texts.file(f"{name}.csv", CSV) for name in "abc"]
    assert texts.add(*paths, **TOLD) == [
        "toy 9 listed = 3 loaded + 0 relabelled + 6 duplicate + 0 quarantined (3 files, 3 labels)"
    ]
    assert [original for _, original, _ in texts.rows(TEXTS)] == ["a.csv"] * 3
    assert len(texts.rows(EVENTS)) == 3


def test_tasks_have_a_sheet_each(texts: BucketDocumentSite) -> None:
    texts.convert(texts.file("a.csv", CSV), **TOLD)
    texts.convert(texts.file("a.csv", CSV + "4,,bad,x\n"), task="other", **TOLD)
    assert texts.load() == [
        "other 4 listed = 3 loaded + 0 relabelled + 0 duplicate + 1 quarantined (1 files, 3 labels)",
        SHEET,
    ]


def test_what_is_set_aside(texts: BucketDocumentSite) -> None:
    texts.convert(texts.file("a.csv", CSV + "4,,bad,x\n"), **TOLD)
    texts.bucket.put("uploaded/documents/toy/broken.json.gz", b"not gzip")
    assert texts.load() == [
        "toy 5 listed = 3 loaded + 0 relabelled + 0 duplicate + 2 quarantined (2 files, 3 labels)"
    ]
    assert texts.rows(QUARANTINED) == [(0, "not-gzip", "file", True), (4, "empty", "text", False)]
    (line,) = texts.keys("quarantine/empty/")
    assert json.loads(gzip.decompress(texts.bucket.get(line)))["fault"]["reason"] == "empty"
    (whole,) = texts.keys("quarantine/not-gzip/")
    assert texts.bucket.get(whole) == b"not gzip"
    assert texts.keys("uploaded/") == []


def test_what_copy_refuses_is_set_aside_with_the_reason(texts: BucketDocumentSite) -> None:
    lines = [{"text": "short", "n": 1.50}, {"text": "灯" * 21846}, {"text": "x", "big": "y" * 2**22}]
    path = texts.file("a.jsonl", "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    assert texts.add(path, text="text") == [
        "toy 3 listed = 1 loaded + 0 relabelled + 0 duplicate + 2 quarantined (1 files, 0 labels)"
    ]
    assert texts.rows(QUARANTINED) == [
        (2, "warehouse-refused", "text", False),
        (3, "warehouse-refused", "record", False),
    ]
    assert texts.rows("select text, source_record from documents") == [("short", {"text": "short", "n": 1.5})]
    assert len(texts.keys("quarantine/warehouse-refused/")) == 2


def test_too_many_that_copy_refuses(texts: BucketDocumentSite) -> None:
    long = "x" * 65_536
    path = texts.file("a.csv", "text\n" + "".join(f"{number}{long}\n" for number in range(10)) + "good\n")
    texts.convert(path, text="text")
    message = (
        r"^10 of the 11 records of batch \S+ are bad, more than LOAD_MAX_BAD_PERCENT = 20 allows: nothing "
    )
    with pytest.raises(TooManyBadError, match=message):
        texts.load()
    for table in ("documents", "label_events", "document_batches", "quarantined_records"):
        assert texts.rows(f"select count(*) from {table}") == [(0,)]
    patient = replace(texts, limits=LoadLimits(max_bad_percent=100))
    assert patient.load() == [
        "toy 11 listed = 1 loaded + 0 relabelled + 0 duplicate + 10 quarantined (1 files, 0 labels)"
    ]


def test_large_originals_are_archived_beside(texts: BucketDocumentSite) -> None:
    noise = random.Random(7)
    rows = [f"{number},{noise.randbytes(40).hex()}\n" for number in range(3_000)]
    content = "id,text\n" + "".join(rows)
    (key,) = texts.convert(texts.file("large.csv", content), text="text")
    converted = texts.bucket.get(f"uploaded/{key}")
    assert min(len(content), len(converted)) > 64 * 1024
    texts.load()
    ((batch_id,),) = texts.rows("select batch_id from document_batches")
    original = f"{key.removesuffix('.json.gz')}.large.csv".replace("toy/", "toy/originals/")
    assert texts.keys("raw/") == sorted(f"raw/documents/{batch_id}/{it}" for it in (key, original))
    assert texts.bucket.get(f"raw/documents/{batch_id}/{original}") == content.encode()
    assert texts.bucket.get(f"raw/documents/{batch_id}/{key}") == converted
    assert texts.rows(
        "select count(*), count(distinct content_key), count(distinct document_id) from documents"
    ) == [(3000, 3000, 3000)]


def test_two_at_once_load_each_text_once(texts: BucketDocumentSite) -> None:
    for name in "abcd":
        texts.convert(texts.file(f"{name}.csv", CSV.replace("plain", name)), **TOLD)

    def run(_: int) -> list[str]:
        other = replace(texts, staging=replace(texts.staging, bucket=Bucket(texts.bucket.address)))
        return other.load()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    assert texts.rows("select sum(loaded), sum(listed) from document_batches") == [(6, 12)]
    assert texts.rows("select count(*), count(distinct content_key) from documents") == [(6, 6)]
    assert texts.rows("select count(*), count(distinct event_key) from label_events") == [(6, 6)]
    assert texts.keys("uploaded/") == []
    assert open_batches(texts.bucket, DOCUMENTS) == []
    assert texts.load() == []


def test_a_batch_that_another_process_loads_first_is_not_loaded_again(
    texts: BucketDocumentSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts.convert(texts.file("a.csv", CSV), **TOLD)
    run = DocumentLoad.run

    def late(self: DocumentLoad, batch_id: str) -> Any:
        monkeypatch.undo()
        assert texts.load() == [SHEET]  # it packs, loads and archives what this one has packed
        return run(self, batch_id)

    monkeypatch.setattr(DocumentLoad, "run", late)
    assert texts.load() == [SHEET]  # as the ledger has it
    assert texts.rows("select count(*) from documents") == [(3,)]
    assert texts.rows("select count(*) from document_batches") == [(1,)]


def test_an_object_that_changes_waits_for_the_next_batch(
    texts: BucketDocumentSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = texts.convert(texts.file("a.csv", CSV), **TOLD)
    (other,) = texts.convert(texts.file("b.csv", CSV.replace("plain", "b")), **TOLD)
    content = texts.bucket.get(f"uploaded/{other}")

    def changing(_: BucketDocumentLoader, batch_id: str) -> None:
        monkeypatch.undo()
        texts.bucket.put(f"uploaded/{key}", content)

    monkeypatch.setattr(DocumentLoad, "find", changing)
    assert texts.load() == [
        "toy 3 listed = 3 loaded + 0 relabelled + 0 duplicate + 0 quarantined (1 files, 3 labels)",
        "toy 3 listed = 0 loaded + 0 relabelled + 3 duplicate + 0 quarantined (1 files, 0 labels)",
    ]
    assert texts.keys("uploaded/") == []


def test_reviews_and_documents_share_a_bucket(texts: BucketDocumentSite) -> None:
    texts.convert(texts.file("a.csv", CSV + "4,,bad,x\n"), **TOLD)
    packed = load(texts.staging, texts.bucket, {"reviews/lamps/large.json.gz": LARGE})
    assert packed.files == 1
    assert texts.rows("select count(*) from documents") == [(0,)]
    reviews = texts.rows("select count(*) from reviews")
    assert texts.load() == [
        "toy 4 listed = 3 loaded + 0 relabelled + 0 duplicate + 1 quarantined (1 files, 3 labels)"
    ]
    assert texts.rows("select count(*) from reviews") == reviews
    assert texts.rows("select count(*) from staging_rejections") == [(0,)]


def test_rejections_of_reviews_that_are_staged_meanwhile_stay_theirs(texts: BucketDocumentSite) -> None:
    theirs = "'theirs', 'reviews/a/a.json.gz', 1, 'not-json', 'record', 'x', 'y', false"
    texts.rows(f"insert into staging_rejections values ({theirs})")
    texts.add(texts.file("a.csv", CSV + "4,,bad,x\n"), **TOLD)
    assert texts.rows("select batch_id from staging_rejections") == [("theirs",)]
    assert texts.rows(QUARANTINED) == [(4, "empty", "text", False)]


def test_a_row_that_is_staged_twice_is_noticed(
    texts: BucketDocumentSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts.convert(texts.file("a.csv", CSV), **TOLD)
    copied = type(texts.staging).copied

    def twice(self: Any, transaction: Any, keys: Any, kind: Any, expected: int) -> Any:
        copied(self, transaction, keys, kind, expected)
        return copied(self, transaction, keys, kind, expected)

    with monkeypatch.context() as patch:
        patch.setattr(type(texts.staging), "copied", twice)
        with pytest.raises(
            UnbalancedBatchError, match="3 documents of toy were read, but 6 are staged and 0 refused"
        ):
            texts.load()
    assert texts.rows("select count(*) from documents") == [(0,)]
    assert texts.load() == [SHEET]


def test_nothing_is_cleared_while_a_batch_is_open(
    texts: BucketDocumentSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts.convert(texts.file("a.csv", CSV), **TOLD)

    def refuse(*_: object) -> None:
        raise RedshiftError("The cluster is paused.")

    with monkeypatch.context() as patch:
        patch.setattr(DocumentLoad, "run", refuse)
        with pytest.raises(RedshiftError):
            texts.load()
    layout = DataLayout(texts.folder / "data")
    with pytest.raises(BatchUnderWayError, match=r"^Batch \S+ waits to be finished"):
        clear_bucket(texts.bucket, layout)
    assert texts.load() == [SHEET]
    assert clear_bucket(texts.bucket, layout)["raw/"] == 1


def test_originals_wait_for_their_converted_file(texts: BucketDocumentSite) -> None:
    texts.bucket.put("uploaded/documents/toy/originals/a.b-1.c.csv", b"text\nx\n")
    assert texts.load() == []
    assert texts.keys() == ["uploaded/documents/toy/originals/a.b-1.c.csv"]
