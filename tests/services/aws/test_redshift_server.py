"""The embedded Redshift stand-in, before a PostgreSQL and an S3 stand-in of the test's own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from services.aws.redshift_server import start_redshift_stand_in, stop_redshift_stand_in
from services.aws.s3_server import embedded_s3, stop_embedded_s3
from services.postgres.databases import embedded_server, ensure_databases
from services.service_error import ServiceError
from settings import Settings, load_settings
from tests.free_port import free_port


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty checkout on s3; whatever was started is stopped."""
    ports = ("POSTGRES_PORT", "S3_PORT", "AWS_REDSHIFT_PORT")
    settings = load_settings({"STORAGE": "s3", **{name: str(free_port()) for name in ports}}, tmp_path)
    yield settings
    stop_redshift_stand_in(settings)
    stop_embedded_s3(settings)
    embedded_server(settings).stop()


def test_a_copy_reads_the_bucket_of_this_checkout(settings: Settings) -> None:
    ensure_databases(settings)
    s3 = embedded_s3(settings)
    s3.start()
    folder = s3.directory / s3.bucket / "copy"
    folder.mkdir()
    (folder / "part.json").write_text('{"asin": "B0"}\n{"asin": "B1"}\n')
    assert start_redshift_stand_in(settings)
    assert not start_redshift_stand_in(settings)
    to = settings.redshift
    connection = psycopg2.connect(
        host=to.host, port=to.port, dbname=to.database, user=to.user, password=to.password
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("create table products (asin varchar(20) distkey)")
        cursor.execute(
            f"copy products from 's3://{s3.bucket}/copy/part.json' iam_role '{to.iam_role_arn}' json 'auto'"
        )
        cursor.execute("select asin from products order by 1")
        assert cursor.fetchall() == [("B0",), ("B1",)]
    connection.close()
    log = (settings.state_dir / "logs" / "redshift.log").read_text()
    assert not [secret for secret in (to.password, s3.secret_access_key) if secret in log]
    assert stop_redshift_stand_in(settings)
    assert not stop_redshift_stand_in(settings)


def test_a_taken_port_is_named(settings: Settings) -> None:
    port = settings.redshift.port
    with socket.create_server(("127.0.0.1", port)), pytest.raises(ServiceError) as caught:
        start_redshift_stand_in(settings)
    assert str(caught.value).startswith(f"Port {port}, wanted by the Redshift stand-in, is taken by ")
    assert str(caught.value).endswith("choose another port: AWS_REDSHIFT_PORT=PORT make local.")
