"""A Valkey for the tests of streams."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.stream_server import GROUP, KEY, StreamServer, running_server

__all__ = ["GROUP", "KEY", "StreamServer"]


@pytest.fixture(scope="session")
def shared_stream_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StreamServer]:
    """The server behind `stream_server`."""
    with running_server(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture
def stream_server(shared_stream_server: StreamServer) -> StreamServer:
    """A server that holds nothing."""
    shared_stream_server.client.flushall()
    return shared_stream_server
