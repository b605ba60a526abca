"""Clients that are opened one after the other read what describes S3 to botocore once."""

from __future__ import annotations

from storage.address import BucketAddress
from storage.s3_clients import open_clients


def test_a_second_client_reads_no_service_file_again() -> None:
    address = BucketAddress("a-bucket", "us-east-1", "http://127.0.0.1:1", "key", "secret")
    first = open_clients(address, 1).boto._loader
    paths = list(first.search_paths)
    second = open_clients(address, 1).boto._loader
    assert second is first
    # Each session of boto3 adds one to the loader that it finds.
    assert second.search_paths == paths
