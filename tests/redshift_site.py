"""A Redshift stand-in for each module; an empty warehouse with a bucket for each test that asks for one."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import psycopg2
import psycopg2.extensions
import pytest

from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from services.redshift_stand_in.object_store import S3Address
from services.redshift_stand_in.stand_in import RedshiftStandIn
from settings import load_settings
from storage.address import BucketAddress
from tests.aws_account import IS_REAL
from tests.s3_site import S3Site
from workflow.sql_paths import REDSHIFT

ROLE = "arn:aws:iam::123456789012:role/copy-of-reviews"


@dataclass(frozen=True)
class RedshiftSite:
    """A warehouse (`address`), and an empty bucket that its COPY reads (`bucket`) by `role`.

    `behind` is the database behind the stand-in; of a real cluster there is none.
    """

    address: DatabaseAddress
    behind: DatabaseAddress | None
    bucket: BucketAddress
    role: str = ROLE

    @property
    def postgres(self) -> DatabaseAddress:
        """The same database without the stand-in, to look at what is there; skips a test on an account."""
        if self.behind is None:
            pytest.skip("the test reaches behind the stand-in of Redshift")
        return self.behind

    @property
    def session(self) -> RedshiftSession:
        """Sessions with the warehouse."""
        to = self.address
        return RedshiftSession(RedshiftAddress(to.host, to.port, to.database, to.user, to.password), REDSHIFT)

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
def redshift_site(request: pytest.FixtureRequest) -> Iterator[RedshiftSite]:
    """An empty database and an empty bucket: behind the stand-in, or the account's of `make test-aws`."""
    yield from (
        _on_the_account(request.getfixturevalue("any_bucket"))
        if IS_REAL
        else _behind_the_stand_in(request.getfixturevalue)
    )


def _behind_the_stand_in(fixture: Callable[[str], Any]) -> Iterator[RedshiftSite]:
    server: PostgresServer = fixture("server")
    administrator: psycopg.Connection = fixture("administrator")
    database = f"redshift_{secrets.token_hex(6)}"
    administrator.execute(f"create database {database}")
    postgres = DatabaseAddress("127.0.0.1", server.port, database, SUPERUSER, server.superuser_password)
    yield RedshiftSite(
        replace(postgres, port=fixture("redshift_port")), postgres, fixture("s3_site").new_bucket()
    )
    administrator.execute(f"drop database {database} with (force)")


def _on_the_account(bucket: BucketAddress) -> Iterator[RedshiftSite]:
    """Every table is dropped before and after, so the database has to be one for tests."""
    to = load_settings().require_redshift()
    for name in (bucket.bucket, to.database):
        assert "test" in name, f"{name} is emptied by the tests; its name must have 'test' in it"
    address = DatabaseAddress(to.host, to.port, to.database, to.user, to.password)
    session = RedshiftSession(
        RedshiftAddress(to.host, to.port, to.database, to.user, to.password, "require"), REDSHIFT
    )
    session.run_file("reset/drop_tables.sql")
    yield RedshiftSite(address, None, bucket, to.iam_role_arn)
    session.run_file("reset/drop_tables.sql")
