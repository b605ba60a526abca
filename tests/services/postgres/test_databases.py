"""The databases, on the embedded server and on one that POSTGRES_HOST names."""

from __future__ import annotations

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
from services.postgres.postgres_server import PostgresServer
from services.service_error import ServiceError
from settings import Settings, load_settings
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
    with pytest.raises(ServiceError, match=r'for: CREATE DATABASE "reviews of ours" OWNER "guest";$'):
        ensure_databases(given(server, tmp_path, "guest"))


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
