"""The hooks' connections, where somebody else made Airflow's connection and its environment."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import create_engine, text

from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from storage.databases.database_encoding import DatabaseEncodingError
from workflow.plugins.hooks.registry_hook import RegistryHook
from workflow.plugins.hooks.warehouse_hook import WarehouseHook

LATIN = "latin_of_hooks"


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch, server: PostgresServer) -> None:
    """Connections of Airflow's to a database, which say nothing of its encoding; the environment does."""
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    plain = f"postgresql://{SUPERUSER}:{server.superuser_password}@127.0.0.1:{server.port}"
    monkeypatch.setenv("AIRFLOW_CONN_IN_UTF8", f"{plain}/postgres?sslmode=prefer")
    monkeypatch.setenv("AIRFLOW_CONN_IN_LATIN1", f"{plain}/{LATIN}")


@pytest.fixture
def latin(administrator: psycopg.Connection) -> Iterator[None]:
    """A database that cannot hold every text."""
    administrator.execute(
        f"create database {LATIN} template template0 encoding 'LATIN1' locale 'C' locale_provider libc"
    )
    yield
    administrator.execute(f"drop database {LATIN} with (force)")


@pytest.mark.usefixtures("connect")
def test_the_warehouse_is_asked_in_utf8_and_outside_any_transaction() -> None:
    with WarehouseHook("in_utf8").transaction() as connection:
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        shown = connection.execute("select current_setting('client_encoding'), '€', octet_length('€')")
        assert shown.fetchone() == ("UTF8", "€", 3)


@pytest.mark.usefixtures("connect")
def test_the_registry_is_asked_in_utf8_as_the_connection_says_of_tls() -> None:
    uri = RegistryHook("in_utf8").registry("rating", "").uri
    assert uri.endswith("/postgres?client_encoding=UTF8&sslmode=prefer")
    engine = create_engine(uri)
    with engine.connect() as connection:
        assert connection.execute(text("show client_encoding")).scalar_one() == "UTF8"
    engine.dispose()


@pytest.mark.usefixtures("connect", "latin")
def test_a_warehouse_of_another_encoding_is_refused_before_anything_is_asked(server: PostgresServer) -> None:
    with pytest.raises(DatabaseEncodingError, match=f"Database {LATIN} at 127.0.0.1:{server.port} has enc"):
        WarehouseHook("in_latin1").run_file("reset/earlier_tables.sql", {})


@pytest.mark.usefixtures("connect", "latin")
def test_a_registry_of_another_encoding_is_refused_before_mlflow_makes_its_tables(
    server: PostgresServer,
) -> None:
    with pytest.raises(DatabaseEncodingError, match="has encoding LATIN1; expected UTF8"):
        RegistryHook("in_latin1").registry("rating", "")
    to = DatabaseAddress("127.0.0.1", server.port, LATIN, SUPERUSER, server.superuser_password)
    with to.open_door() as connection:
        tables = "select relname from pg_class where relnamespace = 'public'::regnamespace"
        assert connection.execute(tables).fetchall() == []
