"""The embedded Valkey, started, killed and started again."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from services.background_process import BackgroundProcess
from services.queue.valkey_server import ValkeyServer
from services.service_error import ServiceError
from tests.free_port import free_port

PASSWORD = "d34db33f" * 8


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[ValkeyServer]:
    """A server of the test's own, in a folder whose name needs quotes."""
    process = BackgroundProcess("valkey", tmp_path / "run", tmp_path / "logs")
    server = ValkeyServer(tmp_path / 'a "folder"', free_port(), PASSWORD, process)
    yield server
    server.stop()


def client(server: ValkeyServer, password: str = PASSWORD) -> redis.Redis:
    return redis.Redis("127.0.0.1", server.port, password=password, decode_responses=True)


def running(server: ValkeyServer) -> psutil.Process:
    process = server.process.find()
    assert process is not None
    return process


def test_what_waits_survives_a_stop(broker: ValkeyServer) -> None:
    assert broker.start()
    assert not broker.start()
    client(broker).rpush("ml_queue", "first", "second")
    assert broker.stop()
    assert not broker.stop()
    assert broker.start()
    assert client(broker).lrange("ml_queue", 0, -1) == ["first", "second"]


def test_it_comes_back_after_a_kill(broker: ValkeyServer) -> None:
    broker.start()
    killed = running(broker)
    killed.kill()
    killed.wait(10)  # until then its port is taken
    broker.start()
    assert client(broker).ping()


def test_it_listens_on_the_loopback_interface_alone(broker: ValkeyServer) -> None:
    broker.start()
    # The connection by which `start` has asked it may not be closed on its side yet.
    places = [tuple(found.laddr) for found in running(broker).net_connections() if found.status == "LISTEN"]
    assert places == [("127.0.0.1", broker.port)]


@pytest.mark.parametrize("password", ["wrong", None])
def test_a_wrong_password_stays_outside(broker: ValkeyServer, password: Any) -> None:
    broker.start()
    with pytest.raises(redis.AuthenticationError):
        client(broker, password).ping()


def test_the_password_is_the_owners(broker: ValkeyServer) -> None:
    broker.start()
    assert PASSWORD not in " ".join(running(broker).cmdline())
    assert PASSWORD not in repr(broker)
    assert PASSWORD not in broker.process.log_file.read_text()
    settings_file = broker.directory / "valkey.conf"
    assert PASSWORD in settings_file.read_text()
    assert stat.S_IMODE(settings_file.stat().st_mode) == 0o600


def test_another_password_or_port_starts_it_anew(broker: ValkeyServer) -> None:
    broker.start()
    changed = replace(broker, port=free_port(), password="another")
    assert changed.start()
    assert client(changed, "another").ping()
    with pytest.raises(redis.ConnectionError):
        client(broker).ping()


def test_a_taken_port_is_named(broker: ValkeyServer) -> None:
    with socket.create_server(("127.0.0.1", broker.port)), pytest.raises(ServiceError) as caught:
        broker.start()
    assert str(caught.value).startswith(f"Port {broker.port}, wanted by Valkey, is taken by ")
    assert str(caught.value).endswith("choose another port: REDIS_PORT=PORT make local.")
    assert not broker.directory.exists()
