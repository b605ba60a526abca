"""Every connection states its encoding, and none follows a variable of libpq's to another server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from services.postgres.connection_parameters import shell_sentence
from services.postgres.databases import (
    DatabaseAddress,
    airflow_address,
    embedded_server,
    ensure_databases,
    registry_address,
    results_address,
    stand_in_address,
    warehouse_address,
)
from services.service_error import ServiceError
from settings import Settings, load_settings
from tests.free_port import free_port
from tests.hostile_shell import LIBPQ

ADDRESSES = (airflow_address, registry_address, results_address, stand_in_address, warehouse_address)
# A command drops these: libpq knows no parameter that would win over them.
WITHOUT_A_PARAMETER = {"PGSERVICE", "PGTZ", "PGDATESTYLE"}
STATED = sorted(LIBPQ.keys() - WITHOUT_A_PARAMETER)
ASKED = "select current_database(), current_setting('client_encoding'), current_setting('search_path')"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """An embedded server with all the databases that there can be."""
    shell = {"POSTGRES_PORT": str(free_port()), "EXECUTOR": "celery", "STORAGE": "s3"}
    settings = load_settings(shell, tmp_path_factory.mktemp("checkout"))
    ensure_databases(settings)
    yield settings
    embedded_server(settings).stop()


def expected(address: DatabaseAddress) -> tuple[str, str, str]:
    return (address.database, "UTF8", '"$user", public')


@pytest.mark.parametrize("find", ADDRESSES)
def test_each_database_is_asked_in_utf8_whatever_the_shell_has_set(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, find: Callable[[Settings], DatabaseAddress]
) -> None:
    for name in STATED:
        monkeypatch.setenv(name, LIBPQ[name])
    with find(settings).connect() as connection:
        assert connection.execute(ASKED).fetchone() == expected(find(settings))


@pytest.mark.parametrize("name", STATED)
def test_no_variable_leads_elsewhere(settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, LIBPQ[name])
    address = warehouse_address(settings)
    with address.connect() as connection:
        assert connection.execute(ASKED).fetchone() == expected(address)


@pytest.mark.parametrize(
    ("find", "scheme"),
    [
        (airflow_address, "postgresql+psycopg2"),
        (registry_address, "postgresql+psycopg2"),
        (results_address, "postgresql+psycopg"),
    ],
)
def test_sqlalchemy_speaks_utf8_without_tls(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    find: Callable[[Settings], DatabaseAddress],
    scheme: str,
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    monkeypatch.setenv("PGSSLMODE", "require")
    address = find(settings)
    engine = create_engine(address.uri(scheme))
    with engine.connect() as connection:
        assert tuple(connection.execute(text(ASKED)).one()) == expected(address)
    engine.dispose()


def test_airflows_driver_without_threads_speaks_utf8_without_tls(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    monkeypatch.setenv("PGSSLMODE", "require")
    address = airflow_address(settings)
    url = make_url(address.uri("postgresql+asyncpg"))

    async def ask() -> tuple[str, ...]:
        connection = await asyncpg.connect(
            host=url.host, port=url.port, user=url.username, password=url.password, database=url.database,
            **url.query,
        )  # fmt: skip
        try:
            return tuple(await connection.fetchrow(ASKED))
        finally:
            await connection.close()

    assert asyncio.run(ask()) == expected(address)


def test_the_uri_of_libpq_itself_speaks_utf8(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    address = warehouse_address(settings)
    with psycopg.connect(address.uri("postgresql")) as connection:
        assert connection.execute(ASKED).fetchone() == expected(address)


def test_what_the_shell_says_of_trust_holds_for_a_server_of_ones_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The server speaks no TLS, so that it is not reached: the sentence says which variables had a part."""
    monkeypatch.setenv("PGSSLMODE", "require")
    own = {"POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": str(settings.postgres.port)}
    shell = {**own, "POSTGRES_PASSWORD": "given", "PGSSLMODE": "require", "PGPORT": "1", "PGHOST": "db"}
    address = warehouse_address(load_settings(shell, tmp_path))
    with pytest.raises(ServiceError, match="server does not support SSL, but SSL was required") as caught:
        address.connect()
    assert (
        "POSTGRES_USER and POSTGRES_PASSWORD. The shell's PGSSLMODE is followed. The shell's PGHOST, PGPORT "
        "are not followed: the settings above say where the server is. The embedded server,"
    ) in str(caught.value)


def test_without_such_variables_nothing_is_said_of_them(settings: Settings) -> None:
    assert shell_sentence({"POSTGRES_HOST": "db", "PGCLIENTENCODING": "LATIN1"}) == ""
    assert warehouse_address(settings).shell == ""
