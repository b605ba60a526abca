"""Clearing a real bucket: the stream begins again, and nothing else goes."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from amzn_review.batch.batch_error import BatchUnderWayError
from amzn_review.cli import main
from amzn_review.corpus.demo_corpus import make_demo_corpus
from amzn_review.data_layout import DataLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.s3.frozen_batch import freeze
from amzn_review.uploader.bucket_destination import BucketUploader
from amzn_review.uploader.clear_bucket import clear_bucket
from amzn_review.uploader.journal_place import journal_place
from storage.address import BucketAddress
from storage.bucket import Bucket
from storage.folder_lock import FolderBusyError, only_process

OURS = (
    "copy/b/reviews.manifest",
    "manifests/done/b.jsonl",
    "quarantine/not-json/b/a.json.gz",
    "raw/b/part-00000.parquet",
)
THEIRS = ("models/rating/1", "raw.txt", "uploads/a.csv")


def test_the_uploader_begins_again_and_other_objects_stay(
    bucket_address: BucketAddress, tmp_path: Path
) -> None:
    layout, bucket = DataLayout(tmp_path), Bucket(bucket_address)
    make_demo_corpus(layout, reviews=6)
    list(bucket.put_many((key, b"x") for key in (*OURS, *THEIRS)))
    assert [BucketUploader(layout, bucket).run().dropped for _ in range(2)] == [6, 0]
    arrived = sum(1 for _ in bucket.list("uploaded/"))
    counts = {"uploaded/": arrived, "manifests/": 1, "copy/": 1, "raw/": 1, "quarantine/": 1}
    assert clear_bucket(bucket, layout) == counts
    assert sorted(found.key for found in bucket.list()) == list(THEIRS)
    assert clear_bucket(bucket, layout) == dict.fromkeys(counts, 0)
    assert BucketUploader(layout, bucket).run().dropped == 6


def test_nothing_goes_while_a_batch_is_open(bucket_address: BucketAddress, tmp_path: Path) -> None:
    layout, bucket = DataLayout(tmp_path), Bucket(bucket_address)
    bucket.put("uploaded/reviews/lamps/a.json.gz", b"x")
    batch_id = freeze(bucket, datetime(2026, 1, 1, tzinfo=UTC), LoadLimits())
    with pytest.raises(BatchUnderWayError) as caught:
        clear_bucket(bucket, layout)
    assert str(caught.value) == (
        f"Batch {batch_id} waits to be finished: let the next run do that, or use --force "
        "(make clear ARGS=--force)."
    )
    assert sum(1 for _ in bucket.list()) == 2
    assert clear_bucket(bucket, layout, force=True)["uploaded/"] == 1
    assert list(bucket.list()) == []


def test_nothing_goes_while_an_uploader_is_at_work(bucket_address: BucketAddress, tmp_path: Path) -> None:
    layout, bucket = DataLayout(tmp_path), Bucket(bucket_address)
    bucket.put("raw/b/part-00000.parquet", b"x")
    lock = journal_place(layout, bucket_address) / "lock"
    with only_process(lock, "uploader", tmp_path), pytest.raises(FolderBusyError):
        clear_bucket(bucket, layout)
    assert sum(1 for _ in bucket.list()) == 1


def test_the_command_asks_first(bucket_address: BucketAddress, tmp_path: Path) -> None:
    bucket = Bucket(bucket_address)
    bucket.put("raw/b/part-00000.parquet", b"x")
    shell = {
        "DATA_DIR": str(tmp_path),
        "AWS_S3_BUCKET": bucket_address.bucket,
        "AWS_ENDPOINT_URL_S3": str(bucket_address.endpoint_url),
        "AWS_ACCESS_KEY_ID": str(bucket_address.access_key_id),
        "AWS_SECRET_ACCESS_KEY": str(bucket_address.secret_access_key),
        "AWS_EC2_METADATA_DISABLED": "true",
        "HOME": os.environ["HOME"],
    }
    refused = CliRunner().invoke(main, ["data", "clear", "--bucket"], input="n\n", env=shell)
    assert refused.exit_code == 1
    assert refused.output.startswith(
        f"Delete arrived, archived and set-aside objects of s3://{bucket_address.bucket} at "
    )
    assert sum(1 for _ in bucket.list()) == 1
    done = CliRunner().invoke(main, ["data", "clear", "--bucket", "--yes"], env=shell)
    assert (done.exit_code, done.output) == (0, "removed: 1 objects of raw/\n")


def test_without_a_bucket_it_is_a_sentence(tmp_path: Path) -> None:
    shown = CliRunner().invoke(
        main, ["data", "clear", "--bucket", "--yes"], env={"DATA_DIR": str(tmp_path), "AWS_S3_BUCKET": ""}
    )
    assert shown.exit_code == 1
    assert shown.output == (
        "Error: AWS_S3_BUCKET is not set: name your bucket in .env, or STORAGE=s3 for the stand-in on this "
        "machine.\n"
    )
