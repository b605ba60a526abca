"""The embedded PostgreSQL, started, killed and started again."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer, buffers_mb
from services.service_error import ServiceError
from tests.free_port import free_port


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[PostgresServer]:
    """A server of the test's own."""
    server = PostgresServer(tmp_path / "postgres", free_port(), "a 'password'")
    yield server
    server.stop()


def connect(server: PostgresServer) -> psycopg.Connection:
    address = DatabaseAddress("127.0.0.1", server.port, "postgres", SUPERUSER, server.superuser_password)
    return address.connect(autocommit=True)


def postmaster(server: PostgresServer) -> int:
    return int((server.data_dir / "postmaster.pid").read_text().splitlines()[0])


def test_data_survive_a_restart_and_a_kill(own_server: PostgresServer) -> None:
    own_server.start()
    with connect(own_server) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('before the kill')")
    os.kill(postmaster(own_server), signal.SIGKILL)
    own_server.start()
    with connect(own_server) as connection:
        assert connection.execute("select word from kept").fetchall() == [("before the kill",)]
    assert own_server.stop()
    assert not own_server.stop()
    own_server.start()
    with connect(own_server) as connection:
        assert connection.execute("select word from kept").fetchall() == [("before the kill",)]


def test_a_server_that_answers_nobody_yet_is_waited_for(own_server: PostgresServer) -> None:
    own_server.start()
    stopped = postmaster(own_server)
    os.kill(stopped, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        second_start = pool.submit(own_server.start)
        with pytest.raises(TimeoutError):
            second_start.result(timeout=1)
        os.kill(stopped, signal.SIGKILL)  # what was found running ends: a new one is started
        assert second_start.result()
    assert postmaster(own_server) != stopped
    assert not own_server.start()


def test_it_listens_on_the_loopback_interface_alone(own_server: PostgresServer) -> None:
    own_server.start()
    with connect(own_server) as connection:
        names = ("listen_addresses", "unix_socket_directories", "password_encryption", "fsync")
        assert [connection.execute(f"show {name}").fetchone() for name in names] == [
            ("127.0.0.1",), ("",), ("scram-sha-256",), ("on",),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("gibibytes", "expected_mb"), [(0.5, 128), (2, 256), (16, 2_048), (24, 3_072), (256, 4_096)]
)
def test_an_eighth_of_the_memory_is_for_pages_within_bounds(gibibytes: float, expected_mb: int) -> None:
    assert buffers_mb(int(gibibytes * 2**30)) == expected_mb


def test_a_wrong_password_stays_outside(own_server: PostgresServer) -> None:
    own_server.start()
    address = DatabaseAddress("127.0.0.1", own_server.port, "postgres", SUPERUSER, "wrong")
    with pytest.raises(ServiceError, match="does not let postgres into database postgres") as caught:
        address.connect()
    assert "wrong" not in str(caught.value)
    assert "wrong" not in repr(address)


def test_a_taken_port_is_named_with_its_holder(own_server: PostgresServer) -> None:
    with socket.create_server(("127.0.0.1", own_server.port)), pytest.raises(ServiceError) as caught:
        own_server.start()
    assert str(caught.value) == (
        f"Port {own_server.port}, wanted by PostgreSQL, is taken by {process_name()} "
        f"(process {os.getpid()}). End that program, or choose another port: POSTGRES_PORT=PORT make local."
    )
    assert not own_server.data_dir.exists()


def process_name() -> str:
    return Path("/proc/self/comm").read_text().strip()


def test_a_half_made_folder_is_made_again(own_server: PostgresServer) -> None:
    (own_server.directory / "data.partial" / "base").mkdir(parents=True)
    own_server.start()
    assert own_server.is_running()


def test_an_empty_lock_file_of_a_power_cut_is_buried(own_server: PostgresServer) -> None:
    own_server.start()
    own_server.stop()
    (own_server.data_dir / "postmaster.pid").write_text("")
    assert not own_server.is_running()
    own_server.start()
    assert own_server.is_running()


def test_another_port_than_the_running_one_is_refused(own_server: PostgresServer) -> None:
    own_server.start()
    moved = PostgresServer(own_server.directory, free_port(), own_server.superuser_password)
    with pytest.raises(ServiceError, match="started with another POSTGRES_PORT"):
        moved.start()
