"""The databases, on the embedded server and on one that POSTGRES_HOST names."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from services.postgres.databases import (
    DatabaseAddress,
    airflow_address,
    embedded_server,
    ensure_databases,
    registry_address,
    stand_in_address,
    warehouse_address,
)
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from services.service_error import ServiceError
from settings import Settings, load_settings
from storage.databases.database_encoding import DatabaseEncodingError
from tests.free_port import free_port


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty checkout."""
    settings = load_settings({"POSTGRES_PORT": str(free_port())}, tmp_path)
    yield settings
    embedded_server(settings).stop()


def owners(connection: psycopg.Connection) -> list[tuple[str, str]]:
    return connection.execute(
        "select datname, pg_get_userbyid(datdba) from pg_database where not datistemplate order by 1"
    ).fetchall()


def test_each_database_has_its_owner_and_no_other_visitor(embedded: Settings) -> None:
    ensure_databases(embedded)
    ensure_databases(embedded)
    warehouse, airflow = warehouse_address(embedded), airflow_address(embedded)
    registry = registry_address(embedded)
    with warehouse.connect() as connection:
        assert owners(connection) == [
            ("airflow", "airflow"), ("amzn_review", "amzn_review"), ("mlflow", "mlflow"),
            ("postgres", "postgres"),
        ]  # fmt: skip
        rights = "select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user"
        assert connection.execute(rights).fetchall() == [(False, False, False)]
    for stranger in (airflow, registry):
        trespasser = DatabaseAddress(
            stranger.host, stranger.port, warehouse.database, stranger.user, stranger.password
        )
        with pytest.raises(ServiceError, match="permission denied for database"):
            trespasser.connect()
        stranger.connect().close()


def test_the_stand_in_of_redshift_has_a_database_of_its_own(embedded: Settings) -> None:
    shell = {"POSTGRES_PORT": str(embedded.postgres.port), "STORAGE": "s3"}
    settings = load_settings(shell, embedded.project_root)
    ensure_databases(settings)
    address = stand_in_address(settings)
    assert (address.port, address.password) == (settings.postgres.port, settings.redshift.password)
    with address.connect() as connection:
        assert ("redshift", "redshift") in owners(connection)


def test_a_password_in_the_shell_does_not_change_the_embedded_servers(embedded: Settings) -> None:
    ensure_databases(embedded)
    shell = {"POSTGRES_PORT": str(embedded.postgres.port), "POSTGRES_PASSWORD": "of another server"}
    same = load_settings(shell, embedded.project_root)
    ensure_databases(same)
    assert warehouse_address(same) == warehouse_address(embedded)
    with warehouse_address(same).connect() as connection:
        assert connection.execute("select current_user").fetchone() == ("amzn_review",)


def given(server: PostgresServer, folder: Path, user: str) -> Settings:
    shell = {
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(server.port),
        "POSTGRES_DB": "reviews of ours",
        "POSTGRES_USER": user,
        "POSTGRES_PASSWORD": "given",
    }
    return load_settings(shell, folder)


def test_a_given_server_is_used_and_left_running(
    server: PostgresServer, administrator: psycopg.Connection, tmp_path: Path
) -> None:
    administrator.execute("create role builder login createdb password 'given'")
    settings = given(server, tmp_path, "builder")
    for name in ("airflow", "mlflow"):
        administrator.execute(f"drop database if exists {name} with (force)")
    ensure_databases(settings)
    found = [name for name, owner in owners(administrator) if owner == "builder"]
    assert found == ["airflow", "mlflow", "reviews of ours"]
    with warehouse_address(settings).transaction() as connection:
        connection.execute("create table mine ()")
    assert not (tmp_path / ".local" / "postgres").exists()
    for name in found:
        administrator.execute(f'drop database "{name}" with (force)')


def test_a_user_who_may_not_create_is_told_what_to_ask_for(
    server: PostgresServer, administrator: psycopg.Connection, tmp_path: Path
) -> None:
    administrator.execute("create role guest login password 'given'")
    with pytest.raises(ServiceError) as caught:
        ensure_databases(given(server, tmp_path, "guest"))
    assert str(caught.value) == (
        "guest may not create database reviews of ours on 127.0.0.1. Ask its administrator for: "
        """CREATE DATABASE "reviews of ours" OWNER "guest" ENCODING 'UTF8' TEMPLATE template0;"""
    )


def latin(administrator: psycopg.Connection, name: str, owner: str) -> None:
    administrator.execute(
        f"create database {name} owner {owner} template template0 encoding 'LATIN1' locale 'C' "
        "locale_provider libc"
    )


@pytest.mark.parametrize("name", ["latin_warehouse", "airflow", "mlflow"])
def test_a_database_of_another_encoding_is_refused_and_none_is_made(
    server: PostgresServer, administrator: psycopg.Connection, tmp_path: Path, name: str
) -> None:
    for database in ("airflow", "mlflow"):
        administrator.execute(f"drop database if exists {database} with (force)")
    administrator.execute("create role writer login createdb password 'given'")
    latin(administrator, name, "writer")
    before = owners(administrator)
    shell = {
        "POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": str(server.port), "POSTGRES_USER": "writer",
        "POSTGRES_PASSWORD": "given", "POSTGRES_DB": "latin_warehouse",
    }  # fmt: skip
    try:
        with pytest.raises(DatabaseEncodingError) as caught:
            ensure_databases(load_settings(shell, tmp_path))
        assert str(caught.value) == (
            f"Database {name} at 127.0.0.1:{server.port} has encoding LATIN1; expected UTF8, which holds "
            "every text as it was written. Nothing was written. Name another database in POSTGRES_DB, or "
            "rename this one and have it made again by CREATE DATABASE with ENCODING 'UTF8' TEMPLATE "
            "template0."
        )
        assert [found for found in owners(administrator) if found not in before] == []
    finally:
        administrator.execute(f"drop database {name} with (force)")
        administrator.execute("drop role writer")


class LatinServer(PostgresServer):
    """A server whose own databases are in LATIN1, as old ones are."""

    def _run(self, name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        if name == "initdb":
            given = [word for word in arguments if "locale-provider" not in str(word)]
            given = [word for word in given if "builtin-locale" not in str(word)]
            arguments = tuple("LATIN1" if word == "UTF8" else word for word in given)
        return super()._run(name, *arguments)


@pytest.fixture
def latin_server(tmp_path: Path) -> Iterator[PostgresServer]:
    """Such a server, running."""
    server = LatinServer(tmp_path / "postgres", free_port(), "a password")
    server.start()
    yield server
    server.stop()


def test_on_a_server_of_another_encoding_databases_are_made_in_utf8_or_asked_for_so(
    latin_server: PostgresServer, tmp_path: Path
) -> None:
    port, password = latin_server.port, latin_server.superuser_password
    administrator = DatabaseAddress("127.0.0.1", port, "postgres", SUPERUSER, password)
    encodings = (
        "select datname, pg_encoding_to_char(encoding) from pg_database where not datistemplate order by 1"
    )
    with administrator.open_door(autocommit=True) as connection:
        connection.execute("create role guest login password 'given'")
        with pytest.raises(ServiceError) as caught:
            ensure_databases(given(latin_server, tmp_path, "guest"))
        assert str(caught.value).endswith(
            """ DATABASE "reviews of ours" OWNER "guest" ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;"""
        )
        connection.execute("alter role guest createdb")
        ensure_databases(given(latin_server, tmp_path, "guest"))
        assert connection.execute(encodings).fetchall() == [
            ("airflow", "UTF8"), ("mlflow", "UTF8"), ("postgres", "LATIN1"), ("reviews of ours", "UTF8"),
        ]  # fmt: skip


def test_an_error_inside_a_transaction_is_a_sentence_and_leaves_nothing(embedded: Settings) -> None:
    ensure_databases(embedded)
    address = warehouse_address(embedded)
    with pytest.raises(ServiceError, match='relation "missing" does not exist'):
        make_half_a_change(address)
    with address.connect() as connection:
        assert connection.execute("select to_regclass('half')").fetchone() == (None,)


def make_half_a_change(address: DatabaseAddress) -> None:
    with address.transaction() as connection:
        connection.execute("create table half ()")
        connection.execute("select * from missing")
