"""Amazon's control plane in the tests: moto for Redshift and IAM, a small server for what moto lacks."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from click.testing import CliRunner, Result
from moto import mock_aws

from amzn_review.cli import main

ACCOUNT = "123456789012"  # moto's
REGION = "us-east-1"
PASSWORD = "Correct7Horse-Battery"
SHELL = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": None,
    "AWS_PROFILE": None,
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_REGION": REGION,
    "AWS_S3_BUCKET": "some-reviews",
    "AWS_REDSHIFT_HOST": "",
    "AWS_REDSHIFT_PORT": "5439",
    "AWS_REDSHIFT_DB_NAME": "amzn_review",
    "AWS_REDSHIFT_USER": "loader",
    "AWS_REDSHIFT_PASSWORD": PASSWORD,
    "AWS_REDSHIFT_CLUSTER_IDENTIFIER": "reviews",
    "AWS_REDSHIFT_NODE_TYPE": "ra3.large",
    "AWS_REDSHIFT_NUMBER_OF_NODES": "1",
    "AWS_IAM_ROLE_ARN": "",
    "STORAGE": "folder",
}
Run = Callable[..., Result]


def run(*words: str, stdin: str | None = None, **variables: str | None) -> Result:
    """`amzn-review WORDS` in the shell of the tests; keywords set its variables, None unsets one."""
    return CliRunner().invoke(main, words, input=stdin, env={**SHELL, **variables})


@pytest.fixture
def amazon() -> Iterator[None]:
    """An account of moto's, empty, in this process."""
    with mock_aws():
        yield


Answer = Callable[[str, dict[str, Any]], tuple[int, dict[str, Any]]]


@contextmanager
def json_server(answer: Answer) -> Iterator[str]:
    """A server of Amazon's JSON protocol 1.1 on loopback; yields its URL.

    ``answer(operation, request)`` gives status and body.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            operation = self.headers["X-Amz-Target"].partition(".")[2]
            status, body = answer(operation, request)
            self._send(status, "application/x-amz-json-1.1", json.dumps(body).encode())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with _serving(Handler) as url:
        yield url


@contextmanager
def refusing_server(status: int, code: str, message: str) -> Iterator[str]:
    """A server of Amazon's query protocol on loopback that answers every request with this error."""
    body = (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        "<RequestId>1</RequestId></ErrorResponse>"
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with _serving(Handler) as url:
        yield url


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
