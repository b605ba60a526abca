"""`amzn-review batches --redshift` on batches that were packed, copied and loaded on the stand-in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC

import pytest
from click.testing import CliRunner, Result

from amzn_review.cli import main
from amzn_review.load_limits import LoadLimits
from amzn_review.redshift.session import RedshiftSession
from amzn_review.redshift.staged_kind import Staging
from amzn_review.redshift.warehouse_load import WarehouseLoad
from amzn_review.s3.copy_parts import COPY_KINDS
from storage.bucket import Bucket
from tests.amzn_review.redshift.packed_by_hand import KEY, pack_by_hand, product, rejection, review
from tests.free_port import free_port
from tests.redshift_site import RedshiftSite

FIRST = "20260117T101500123-1f2e3d4c"
LATER = "20260118T101500123-5a6b7c8d"


@pytest.fixture(autouse=True)
def named(session: RedshiftSession, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in and its bucket in the place of those that the settings name."""
    monkeypatch.setattr("amzn_review.cli.redshift_warehouse.redshift_session", lambda _: session)
    monkeypatch.setattr("services.buckets.site_bucket", lambda _: bucket)


def batches(*words: str) -> Result:
    return CliRunner().invoke(main, ["batches", *words, "--redshift"])


def load(staging: Staging, batch_id: str) -> None:
    for kind in COPY_KINDS:
        staging.stage(batch_id, kind)
    WarehouseLoad(staging.session, staging.bucket, "a-run", LoadLimits()).run(batch_id)


@pytest.fixture
def loaded(staging: Staging, bucket: Bucket) -> None:
    """Two batches; the second has a duplicate, a record set aside and a held object, and is archived."""
    pack_by_hand(bucket, FIRST, {"reviews": [review(1)]})
    load(staging, FIRST)
    rows = {
        "reviews": [review(1), review(2, asin="B00CHAIR02")],
        "products": [product(1)],
        "rejections": [rejection(KEY, 4)],
    }
    pack_by_hand(bucket, LATER, rows)
    load(staging, LATER)
    bucket.put(f"manifests/open/{FIRST}.jsonl", b"")
    bucket.put(f"manifests/done/{LATER}.jsonl", b"")
    bucket.put(f"raw/{LATER}/part-00000.parquet", b"")


def test_before_anything_is_loaded() -> None:
    assert batches("list").output == "No batch is loaded yet.\n"
    assert batches("list", "--json").output == "[]\n"


@pytest.mark.usefixtures("loaded")
def test_list() -> None:
    assert batches("list").output == (
        "batch                        listed = loaded + duplicate + quarantined + held\n"
        f"{FIRST}       2 =      1 +         0 +           0 +    1\n"
        f"{LATER}       4 =      1 +         1 +           1 +    1\n"
        "sum of 2                          6 =      2 +         1 +           1 +    2\n"
    )
    listed = json.loads(batches("list", "--json").stdout)
    names = ("batch_id", "listed", "loaded", "duplicate", "quarantined", "held", "products")
    assert [tuple(batch[name] for name in names) for batch in listed] == [
        (FIRST, 2, 1, 0, 0, 1, 0),
        (LATER, 4, 1, 1, 1, 1, 1),
    ]


@pytest.mark.usefixtures("loaded")
def test_show(redshift_site: RedshiftSite, bucket: Bucket) -> None:
    _, (at,) = redshift_site.run("select loaded_at from ingest_batches order by batch_id")
    name = bucket.address.bucket
    assert batches("show", LATER).output == (
        f"batch        {LATER}\n"
        "run          a-run\n"
        f"loaded at    {at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n"
        "files        2 of reviews\n"
        "listed       4 = 1 loaded + 1 duplicate + 1 quarantined + 1 held\n"
        "staged       2 = 1 loaded + 1 duplicate\n"
        "products     1 records of metadata\n"
        f"manifest     s3://{name}/manifests/done/{LATER}.jsonl (done)\n"
        f"archive      s3://{name}/raw/{LATER}/\n"
        "\n"
        "set aside for  records  still open\n"
        "out-of-range         1           1\n"
        "\n"
        "held for a later batch\n"
        "  reviews/lamps/later.json.gz\n"
    )
    shown = json.loads(batches("show", FIRST, "--json").stdout)
    assert shown["manifest"] == f"s3://{name}/manifests/open/{FIRST}.jsonl"
    assert (shown["is_archived"], shown["archive"], shown["quarantined_by_reason"]) == (False, [], [])


def test_what_is_not_loaded_is_one_sentence(bucket: Bucket) -> None:
    result = batches("show", "x")
    assert result.exit_code == 1
    assert result.output == (
        "Error: There is no batch 'x' in Redshift: `amzn-review batches list --redshift` names those that "
        "are loaded.\n"
    )
    bucket.put(f"manifests/open/{FIRST}.jsonl", b"")
    assert batches("show", FIRST).output.startswith(f"Error: Batch {FIRST} is listed, but not loaded: ")


def test_no_answer_is_one_sentence(session: RedshiftSession, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = replace(session, address=replace(session.address, port=free_port()))
    monkeypatch.setattr("amzn_review.cli.redshift_warehouse.redshift_session", lambda _: nobody)
    result = batches("list")
    assert result.exit_code == 1
    assert result.output.startswith("Error: Redshift does not answer at ")
    assert "paused" in result.output
