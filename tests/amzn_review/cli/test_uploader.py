from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner

from amzn_review.cli import main
from storage.address import BucketAddress
from storage.bucket import Bucket


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A DATA_DIR with 25 reviews and one file of product metadata; no bucket is named."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in ("AWS_S3_BUCKET", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("STORAGE", "folder")
    (tmp_path / "lamps").mkdir()
    for number in range(25):
        (tmp_path / "lamps" / f"{number:02}.json.gz").write_bytes(gzip.compress(b'{"n": %d}\n' % number))
    (tmp_path / "metadata" / "products").mkdir(parents=True)
    (tmp_path / "metadata" / "products" / "meta.json.gz").write_bytes(gzip.compress(b"{}\n"))
    return tmp_path


def test_reviews_are_packed_into_the_bucket_that_is_named(
    data_dir: Path, bucket_address: BucketAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_S3_BUCKET", bucket_address.bucket)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", str(bucket_address.endpoint_url))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", str(bucket_address.access_key_id))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", str(bucket_address.secret_access_key))
    result = CliRunner().invoke(main, ["uploader", "run", "--rate", "0", "--batch", "10", "--limit", "20"])
    assert (result.exit_code, result.stdout) == (
        0,
        "dropped 20, 5 remain; run again to continue\n  lamps: 20\n  product metadata: 1 files\n",
    )
    assert [stored.key[:35] for stored in Bucket(bucket_address).list()] == [
        "uploaded/metadata/products/meta.jso",
        *["uploaded/reviews/lamps/pack-000010-"] * 2,
    ]
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-wrong-secret-of-some-length")
    refused = CliRunner().invoke(main, ["uploader", "run", "--rate", "0"])
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.splitlines()[-1].endswith(
        "the signature is wrong; check AWS_SECRET_ACCESS_KEY and AWS_REGION "
        "(SignatureDoesNotMatch, HTTP 403)."
    )


def test_no_bucket_is_one_sentence(data_dir: Path) -> None:
    result = CliRunner().invoke(main, ["uploader", "run"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        "Error: AWS_S3_BUCKET is not set: name your bucket in .env, or STORAGE=s3"
    )


def test_the_folder_takes_no_packs(data_dir: Path) -> None:
    result = CliRunner().invoke(main, ["uploader", "run", "--local", "--batch", "10"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--batch is for a bucket, where each object costs" in result.stderr
    assert not (data_dir / "uploaded").exists()
