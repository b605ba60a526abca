"""A Redshift stand-in for each module; an empty warehouse with a bucket for each test that asks for one."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import psycopg2
import psycopg2.extensions
import pytest

from amzn_review.s3.address import BucketAddress
from services.databases import DatabaseAddress
from services.postgres_server import SUPERUSER, PostgresServer
from services.redshift_stand_in.object_store import S3Address
from services.redshift_stand_in.stand_in import RedshiftStandIn
from tests.s3_site import S3Site

ROLE = "arn:aws:iam::123456789012:role/copy-of-reviews"


@dataclass(frozen=True)
class RedshiftSite:
    """A warehouse behind the stand-in (`address`), and an empty bucket that its COPY reads (`bucket`).

    `postgres` is the same database without the stand-in, to look at what is really there.
    """

    address: DatabaseAddress
    postgres: DatabaseAddress
    bucket: BucketAddress

    def connect(self) -> psycopg2.extensions.connection:
        """A psycopg2 connection through the stand-in."""
        address = self.address
        return psycopg2.connect(
            host=address.host,
            port=address.port,
            dbname=address.database,
            user=address.user,
            password=address.password,
        )

    def run(
        self, statement: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """Run a statement by the stand-in in a transaction of its own. Returns its rows, if it has any."""
        connection = self.connect()
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


@contextmanager
def stand_in_before(postgres: DatabaseAddress, s3: S3Address) -> Iterator[int]:
    """A stand-in of this process on a free port, until the block ends. Yields the port."""
    stand_in = RedshiftStandIn(0, postgres, s3)
    listener = stand_in.open()
    thread = threading.Thread(target=stand_in.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        # A thread waits in accept: closing alone would not wake it.
        listener.shutdown(2)
        listener.close()
        thread.join(10)


@pytest.fixture(scope="module")
def redshift_port(server: PostgresServer, s3_site: S3Site) -> Iterator[int]:
    """The port of a stand-in. Its threads end with the module: readers fork only where there are none."""
    postgres = DatabaseAddress("127.0.0.1", server.port, "postgres", SUPERUSER, server.superuser_password)
    s3 = S3Address("us-east-1", s3_site.endpoint_url, s3_site.access_key_id, s3_site.secret_access_key)
    with stand_in_before(postgres, s3) as port:
        yield port


@pytest.fixture
def redshift_site(
    server: PostgresServer, administrator: psycopg.Connection, redshift_port: int, s3_site: S3Site
) -> Iterator[RedshiftSite]:
    """An empty database behind the stand-in, and an empty bucket."""
    database = f"redshift_{secrets.token_hex(6)}"
    administrator.execute(f"create database {database}")
    postgres = DatabaseAddress("127.0.0.1", server.port, database, SUPERUSER, server.superuser_password)
    yield RedshiftSite(replace(postgres, port=redshift_port), postgres, s3_site.new_bucket())
    administrator.execute(f"drop database {database} with (force)")
