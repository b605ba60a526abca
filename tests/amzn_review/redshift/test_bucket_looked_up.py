"""`batches`, `quarantine` and `raw` on documents, reviews and climate that came by a bucket."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from click.testing import CliRunner, Result

from amzn_review.cli import main
from tests.amzn_review.load_site import line, packed
from tests.amzn_review.redshift.document_site import BucketDocumentSite
from tests.amzn_review.redshift.warehouse_site import load

pytestmark = pytest.mark.aws
Command = Callable[..., Result]
CSV = "id,text,mood\n1,one,good\n2,two,bad\n3,,bad\n"
REVIEW = "reviews/lamps/a.json.gz"
SIX = "reviews/lamps/six.json.gz"
DAYS = "climate/days.csv"
BROKEN = "documents/toy/broken.json.gz"


@dataclass(frozen=True)
class Loaded:
    """What lies in the bucket: names of the batches, and the key of the converted file."""

    reviews: str
    documents: str
    converted: str

    @property
    def original(self) -> str:
        return self.converted.replace("toy/", "toy/originals/").replace(".json.gz", ".a.csv")


@pytest.fixture
def command(texts: BucketDocumentSite, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `amzn-review WORDS`, the stand-ins in the place of what the settings name."""
    session = texts.staging.session
    monkeypatch.setattr("amzn_review.cli.redshift_warehouse.redshift_session", lambda _: session)
    monkeypatch.setattr("services.buckets.site_bucket", lambda _: texts.bucket)
    return lambda *words: CliRunner().invoke(main, words)


@pytest.fixture
def loaded(texts: BucketDocumentSite) -> Loaded:
    """A batch of reviews and climate, then one of documents; of each some is bad."""
    files = {
        REVIEW: packed(line()),
        SIX: packed(line(overall=6)),
        DAYS: b"STATION,DATE,TMAX\nUSW00094728,2016-09-01,20.0\nUSW00094728,2016-09-02,x\n",
    }
    reviews = load(texts.staging, texts.bucket, files, units="metric").batch_id
    (converted,) = texts.convert(texts.file("a.csv", CSV), text="text", label="mood")
    texts.bucket.put(f"uploaded/{BROKEN}", b"not gzip")
    texts.load()
    ((documents,),) = texts.rows("select distinct batch_id from document_batches")
    return Loaded(reviews, documents, converted)


def test_nothing_is_there_yet(command: Command) -> None:
    for kind in ("reviews", "climate", "documents"):
        assert command("batches", "list", "--redshift", "--of", kind).output == "No batch is loaded yet.\n"
        assert command("batches", "list", "--redshift", "--of", kind, "--json").output == "[]\n"
    assert command("quarantine", "list", "--redshift").output == "Nothing is set aside.\n"
    assert command("raw", "list", "--bucket").output == ""


def test_batches_list(command: Command, loaded: Loaded) -> None:
    assert command("batches", "list", "--redshift").output.splitlines()[1:] == [
        f"{loaded.reviews}       2 =      1 +         0 +           1 +    0"
    ]
    assert command("batches", "list", "--redshift", "--of", "climate").output == (
        f"batch {loaded.reviews}: climate 2 listed = 1 new + 0 changed + 0 same + 1 quarantined (1 files)\n"
    )
    assert command("batches", "list", "--redshift", "--of", "documents").output == (
        f"batch {loaded.documents}: toy 4 listed = 2 loaded + 0 relabelled + 0 duplicate + 2 quarantined "
        "(2 files, 2 labels)\n"
    )
    sheet = {
        "batch_id": loaded.documents, "task": "toy", "run_id": "a-run", "files": 2, "listed": 4, "loaded": 2,
        "relabelled": 0, "duplicate": 0, "quarantined": 2, "label_events": 2,
    }  # fmt: skip
    listed = command("batches", "list", "--redshift", "--of", "documents", "--json").output
    assert json.loads(listed) == [sheet]


def test_batches_show(texts: BucketDocumentSite, command: Command, loaded: Loaded) -> None:
    name, bucket = loaded.documents, f"s3://{texts.bucket.address.bucket}"
    assert command("batches", "show", name, "--redshift").output == (
        f"batch        {name}\n"
        "run          a-run\n"
        "records      toy 4 listed = 2 loaded + 0 relabelled + 0 duplicate + 2 quarantined "
        "(2 files, 2 labels)\n"
        f"manifest     {bucket}/manifests/documents/done/{name}.jsonl (done)\n"
        f"archive      {bucket}/raw/documents/{name}/\n"
        "\n"
        "set aside for  records  still open\n"
        "empty                1           1\n"
        "not-gzip             1           1\n"
    )
    shown = json.loads(command("batches", "show", name, "--redshift", "--json").output)
    assert [sheet["task"] for sheet in shown.pop("sheets")] == ["toy"]
    assert shown == {
        "batch_id": name,
        "run_id": "a-run",
        "held_keys": [],
        "quarantined_by_reason": [
            {"reason": "empty", "records": 1, "open": 1},
            {"reason": "not-gzip", "records": 1, "open": 1},
        ],
        "manifest": f"{bucket}/manifests/documents/done/{name}.jsonl",
        "is_archived": True,
        "archive": [f"{bucket}/raw/documents/{name}/"],
    }


def test_quarantine_list(command: Command, loaded: Loaded) -> None:
    rows = json.loads(command("quarantine", "list", "--redshift", "--json").output)
    found = sorted((row["batch_id"], row["source_key"], row["line_number"], row["reason"]) for row in rows)
    assert found == [
        (loaded.reviews, DAYS, 3, "not-a-number"),
        (loaded.reviews, SIX, 1, "out-of-range"),
        (loaded.documents, loaded.converted, 3, "empty"),
        (loaded.documents, BROKEN, 0, "not-gzip"),
    ]
    only = json.loads(command("quarantine", "list", "--redshift", "--json", "--reason", "empty").output)
    assert [(row["field"], row["found"], row["is_whole_file"]) for row in only] == [("text", "''", False)]
    (of_key,) = command("quarantine", "list", "--redshift", "--key", BROKEN).output.splitlines()[1:]
    assert of_key.split()[1:3] == ["not-gzip", BROKEN]
    none = command("quarantine", "list", "--redshift", "--key", "x")
    assert none.output == "Nothing is set aside of the file x.\n"


def test_quarantine_show(texts: BucketDocumentSite, command: Command, loaded: Loaded) -> None:
    numbers = dict(texts.rows("select reason, quarantine_id from quarantined_records"))
    place = f"quarantine/not-gzip/{loaded.documents}/{BROKEN}"
    shown = command("quarantine", "show", str(numbers["not-gzip"]), "--redshift").output.splitlines()
    assert shown[-3:] == [
        f"lies at      s3://{texts.bucket.address.bucket}/{place} (8 bytes)",
        "",
        "not gzip",
    ]
    a_line = command("quarantine", "show", str(numbers["empty"]), "--redshift", "--json").output
    assert json.loads(json.loads(a_line)["text"])["fault"]["reason"] == "empty"
    texts.bucket.delete_many([place])
    shown = command("quarantine", "show", str(numbers["not-gzip"]), "--redshift").output.splitlines()
    assert shown[-1].endswith(f"{place} (nothing is there)")
    unknown = command("quarantine", "show", "999999", "--redshift")
    sentence = "Error: There is no record 999999: see `amzn-review quarantine list --redshift`.\n"
    assert (unknown.output, unknown.exit_code) == (sentence, 1)


def test_raw(texts: BucketDocumentSite, command: Command, loaded: Loaded) -> None:
    of_documents = f"documents/{loaded.documents}"
    listed = command("raw", "list", "--bucket").output.splitlines()
    assert [row for row in listed if row.startswith("documents/")] == [
        f"{of_documents}  {loaded.converted}",
        f"{of_documents}  {loaded.original}",
    ]
    assert f"{loaded.reviews}  {REVIEW}" in listed
    assert command("raw", "list", of_documents, "--bucket").output.splitlines() == [
        loaded.converted,
        loaded.original,
    ]
    original = command("raw", "extract", loaded.original, "--bucket")
    assert original.stdout_bytes == CSV.encode()
    review = command("raw", "extract", REVIEW, "--bucket", "--batch", loaded.reviews)
    assert gzip.decompress(review.stdout_bytes) == line()
    days = command("raw", "extract", DAYS, "--bucket")
    assert days.stdout_bytes.startswith(b"STATION,DATE,TMAX\n")


def test_what_the_archive_does_not_hold(texts: BucketDocumentSite, command: Command, loaded: Loaded) -> None:
    unknown = command("raw", "list", "x", "--bucket")
    assert (unknown.output, unknown.exit_code) == (
        "Error: The archive holds no batch 'x': see `amzn-review batches list --redshift`.\n", 1,
    )  # fmt: skip
    missing = command("raw", "extract", BROKEN, "--bucket")
    assert (missing.output, missing.exit_code) == (
        f"Error: The archive holds no file {BROKEN!r} there: see `amzn-review raw list --bucket`.\n", 1,
    )  # fmt: skip
    pack = f"raw/documents/{loaded.documents}/part-00000.parquet"
    texts.bucket.put(pack, b"no parquet")
    damaged = command("raw", "list", f"documents/{loaded.documents}", "--bucket")
    assert damaged.exit_code == 1
    assert f"{pack} cannot be read: " in damaged.output


def test_a_large_file_lies_beside_the_pack(texts: BucketDocumentSite, command: Command) -> None:
    rows = "".join(f"{number},text {number * 7919 % 100_003}\n" for number in range(8_000))
    content = "id,text\n" + rows
    assert len(content) > 64 * 1024
    (key,) = texts.convert(texts.file("a.csv", content), text="text")
    converted = texts.bucket.get(f"uploaded/{key}")
    texts.load()
    assert command("raw", "extract", key, "--bucket").stdout_bytes == converted
    original = Loaded("", "", key).original
    assert command("raw", "extract", original, "--bucket").stdout_bytes == content.encode()
