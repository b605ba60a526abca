"""The health check of a container, against a small server that answers as Airflow's health page does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from services.airflow.part_health import main
from tests.free_port import free_port

HEALTH = {
    "metadatabase": {"status": "healthy"}, "scheduler": {"status": "healthy"},
    "triggerer": {"status": "unhealthy"}, "dag_processor": {"status": None},
}  # fmt: skip


@pytest.fixture
def url() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/api/v2/monitor/health"
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(HEALTH).encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("part", "status"), [("metadatabase", 0), ("scheduler", 0), ("triggerer", 1), ("dag_processor", 1)]
)
def test_the_status_is_the_parts(url: str, part: str, status: int) -> None:
    assert main([url, part]) == status


def test_a_server_that_does_not_answer_is_not_healthy(capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert main([url, "scheduler"]) == 1
    assert capsys.readouterr().err == (
        f"scheduler is not healthy, says the API server at {url}, or it does not answer.\n"
    )


@pytest.mark.parametrize("arguments", [[], ["http://127.0.0.1"], ["http://127.0.0.1", "worker"]])
def test_anything_else_is_the_usage(arguments: list[str]) -> None:
    assert main(arguments) == 2
