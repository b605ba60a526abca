"""A real S3 server for the session (`rclone serve s3`), and an empty bucket for each test that asks."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from settings import load_settings
from storage.address import BucketAddress
from storage.bucket import Bucket
from tests.aws_account import IS_REAL
from tests.free_port import free_port

_START_S = 60


@dataclass(frozen=True)
class S3Site:
    """A running server: buckets are the folders in ``root``, objects the plain files in them."""

    root: Path
    endpoint_url: str
    access_key_id: str
    secret_access_key: str

    def new_bucket(self, name: str = "") -> BucketAddress:
        """The address of a new, empty bucket."""
        address = BucketAddress(
            name or f"bucket-{secrets.token_hex(6)}",
            "us-east-1",
            self.endpoint_url,
            self.access_key_id,
            self.secret_access_key,
        )
        boto3.client(
            "s3",
            endpoint_url=address.endpoint_url,
            region_name=address.region,
            aws_access_key_id=address.access_key_id,
            aws_secret_access_key=address.secret_access_key,
        ).create_bucket(Bucket=address.bucket)
        return address

    def folder(self, address: BucketAddress) -> Path:
        """Where the bucket's objects lie as files: to read, as the server keeps the names it knows."""
        return self.root / address.bucket


@pytest.fixture(scope="session")
def s3_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Site]:
    """The session's own server, ended with it."""
    root = tmp_path_factory.mktemp("s3")
    log = (tmp_path_factory.mktemp("s3-log") / "rclone.log").open("wb")
    site = S3Site(root, f"http://127.0.0.1:{free_port()}", secrets.token_hex(10), secrets.token_urlsafe(30))
    server = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("rclone")),
            *("serve", "s3", str(root), "--addr", site.endpoint_url.removeprefix("http://")),
        ],
        # The key pair is a list of CSV fields; an argument could be read by every user of the machine.
        env={
            **os.environ,
            "RCLONE_AUTH_KEY": f'"{site.access_key_id},{site.secret_access_key}"',
            "RCLONE_CONFIG": os.devnull,
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(server, site, Path(log.name))
        yield site
    finally:
        server.kill()
        server.wait()
        log.close()


@pytest.fixture
def bucket_address(s3_site: S3Site) -> BucketAddress:
    """An empty bucket of the test's own."""
    return s3_site.new_bucket()


@pytest.fixture
def any_bucket(request: pytest.FixtureRequest) -> Iterator[BucketAddress]:
    """An empty bucket: the one that `make test-aws` was given, emptied again, or one of the stand-in."""
    if not IS_REAL:
        yield request.getfixturevalue("bucket_address")
        return
    named = load_settings().require_s3()
    address = BucketAddress(named.bucket, named.region, named.endpoint_url)
    bucket = Bucket(address)
    for stored in bucket.list():
        pytest.fail(f"{address.place} holds {stored.key!r}; expected an empty bucket for these tests alone.")
    yield address
    bucket.delete_many([stored.key for stored in bucket.list()])


def _wait_for(server: subprocess.Popen[bytes], site: S3Site, log: Path) -> None:
    port = int(site.endpoint_url.rpartition(":")[2])
    end = time.monotonic() + _START_S
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"rclone does not serve on port {port} after {_START_S} s:\n{log.read_text()}")
