"""A task's first request: to the execution API on loopback, whatever proxy the shell names."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from airflow.sdk.api.client import Client

from services.airflow.airflow_environment import airflow_environment, worker_environment
from settings import Settings, load_settings
from tests.hostile_shell import PROXIES


class Answers(BaseHTTPRequestHandler):
    """An execution API that answers everything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"reached")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(PROXIES, tmp_path)


@pytest.mark.parametrize("made", [airflow_environment, worker_environment])
def test_airflows_own_client_reaches_it_past_a_dead_proxy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, made: Callable[[Settings], dict[str, str]]
) -> None:
    told = made(settings)
    assert told["http_proxy"] == PROXIES["http_proxy"]  # it stays, for Amazon's S3
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    for name in [name for name in told if name.lower().endswith("_proxy")]:
        monkeypatch.setenv(name, told[name])
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with Client(base_url=f"http://127.0.0.1:{server.server_port}/execution/", token="-") as client:
                assert client.get("health").read() == b"reached"
        finally:
            server.shutdown()
            thread.join()
