"""The embedded S3 stand-in, started, killed and started again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from services.aws.s3_server import S3Server, embedded_s3, stop_embedded_s3
from services.background_process import BackgroundProcess
from services.service_error import ServiceError
from settings import load_settings
from tests.free_port import free_port

SECRET = "d34db33f" * 8


@pytest.fixture
def s3(tmp_path: Path) -> Iterator[S3Server]:
    """A server of the test's own, over a folder whose name has a space."""
    process = BackgroundProcess("s3", tmp_path / "run", tmp_path / "logs")
    server = S3Server(tmp_path / "a folder", "a-bucket", free_port(), "key", SECRET, process)
    yield server
    server.stop()


def client(server: S3Server, secret: str = SECRET) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{server.port}",
        aws_access_key_id="key",
        aws_secret_access_key=secret,
        region_name="us-east-1",
        config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}),
    )


def keys(server: S3Server) -> list[str]:
    return [found["Key"] for found in client(server).list_objects_v2(Bucket="a-bucket").get("Contents", [])]


def running(server: S3Server) -> psutil.Process:
    process = server.process.find()
    assert process is not None
    return process


def test_an_object_is_a_file_and_survives_a_stop_and_a_kill(s3: S3Server) -> None:
    assert s3.start()
    assert not s3.start()
    client(s3).put_object(Bucket="a-bucket", Key="uploaded/reviews/ä b.json.gz", Body=b"a review")
    assert (s3.directory / "a-bucket/uploaded/reviews/ä b.json.gz").read_bytes() == b"a review"
    assert s3.stop()
    assert not s3.stop()
    assert s3.start()
    killed = running(s3)
    killed.kill()
    killed.wait(10)  # until then its port is taken
    assert s3.start()
    assert keys(s3) == ["uploaded/reviews/ä b.json.gz"]


def test_it_listens_on_the_loopback_interface_alone(s3: S3Server) -> None:
    s3.start()
    places = [tuple(found.laddr) for found in running(s3).net_connections() if found.status == "LISTEN"]
    assert places == [("127.0.0.1", s3.port)]


def test_without_the_key_nobody_comes_in(s3: S3Server) -> None:
    s3.start()
    assert keys(s3) == []
    with pytest.raises(ClientError):
        client(s3, "another").list_objects_v2(Bucket="a-bucket")


def test_the_key_is_in_no_argument_log_or_representation(s3: S3Server) -> None:
    s3.start()
    assert keys(s3) == []
    assert SECRET not in " ".join(running(s3).cmdline())
    assert SECRET not in repr(s3)
    assert SECRET not in s3.process.log_file.read_text()
    assert not [file for file in s3.process.run_dir.iterdir() if SECRET in file.read_text()]


def test_another_key_or_port_starts_it_anew(s3: S3Server) -> None:
    s3.start()
    changed = replace(s3, port=free_port(), secret_access_key="another")
    assert changed.start()
    assert "Contents" not in client(changed, "another").list_objects_v2(Bucket="a-bucket")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", s3.port)) != 0


def test_a_taken_port_is_named(s3: S3Server) -> None:
    with socket.create_server(("127.0.0.1", s3.port)), pytest.raises(ServiceError) as caught:
        s3.start()
    assert str(caught.value).startswith(f"Port {s3.port}, wanted by the S3 stand-in, is taken by ")
    assert str(caught.value).endswith("choose another port: S3_PORT=PORT make local.")


def test_a_checkouts_own_has_the_keys_that_its_settings_tell(tmp_path: Path) -> None:
    settings = load_settings({"STORAGE": "s3", "S3_PORT": str(free_port())}, tmp_path)
    server = embedded_s3(settings)
    assert (server.directory, server.bucket) == (tmp_path / ".local" / "s3", "amzn-review")
    assert (server.access_key_id, server.secret_access_key) == (
        settings.s3.access_key_id,
        settings.s3.secret_access_key,
    )
    assert not stop_embedded_s3(settings)


def test_a_named_bucket_has_no_server_of_ours(tmp_path: Path) -> None:
    settings = load_settings({"STORAGE": "s3", "AWS_S3_BUCKET": "mine"}, tmp_path)
    with pytest.raises(ValueError, match=r"^Bucket mine is no stand-in's"):
        embedded_s3(settings)
