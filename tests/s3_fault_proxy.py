"""A small HTTP proxy before an S3 server that lets a share of the requests fail, as networks and S3 do."""

from __future__ import annotations

import random
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, unescape

from storage.address import BucketAddress

# Status and code as Amazon documents them: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
REFUSALS = {
    "SlowDown": 503,
    "ServiceUnavailable": 503,
    "InternalError": 500,
    "AccessDenied": 403,
    "ExpiredToken": 400,
    "InvalidToken": 400,
    "RequestTimeTooSkewed": 403,
    "SignatureDoesNotMatch": 403,
    "InvalidAccessKeyId": 403,
    "PermanentRedirect": 301,
    "AuthorizationHeaderMalformed": 400,
}
# What ends by itself, so that whoever tries again gets through. "lost": done, and the answer does not arrive.
PASSING = ("SlowDown", "ServiceUnavailable", "InternalError", "reset", "lost", "cut", "slow")
REAL_REGION = "eu-central-1"
_SLOW_S = 0.15
_IDLE_S = 30
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding"})


@dataclass
class FaultProxy:
    """What it does to requests, and what it did: ``injected`` counts by fault, ``passed`` by method.

    A ``share`` of the requests that ``concerns(method, path)`` meets with one of ``faults`` each, drawn by
    ``seed``; at most ``most`` of them. "changed": the answer's ETag is another. "undeleted CODE": no key that
    DeleteObjects names is deleted. With ``delete_if``, DeleteObjects is not passed on: it is asked for each
    ``(key, ETag or None)`` whether it deleted the object; for the others the answer says that the condition
    failed: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
    """

    upstream: str
    faults: Sequence[str] = PASSING
    share: float = 1.0
    seed: int = 0
    most: int | None = None
    concerns: Callable[[str, str], bool] = lambda *_: True
    delete_if: Callable[[str, str | None], bool] | None = None
    endpoint_url: str = ""
    under_way: int = 0
    injected: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    _drawing: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def before(self, address: BucketAddress) -> BucketAddress:
        """The same bucket, through the proxy."""
        return replace(address, endpoint_url=self.endpoint_url)

    def wait_until_idle(self) -> None:
        """Until what a client has asked for is done, even if the client is dead by now."""
        end = time.monotonic() + _IDLE_S
        while self.under_way:
            assert time.monotonic() < end, f"{self.under_way} requests are still under way"
            time.sleep(0.01)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """One request under way while the block runs."""
        with self._drawing:
            self.under_way += 1
        try:
            yield
        finally:
            with self._drawing:
                self.under_way -= 1

    def draw(self, method: str, path: str) -> str | None:
        """The fault of the next request, or None."""
        with self._drawing:
            if (
                self.concerns(method, path)
                and (self.most is None or self.injected.total() < self.most)
                and self._chance.random() < self.share
            ):
                fault = self._chance.choice(self.faults)
                self.injected[fault] += 1
                return fault
            self.passed[method] += 1
            return None

    @contextmanager
    def serve(self) -> Iterator[FaultProxy]:
        """Listen on a free loopback port while the block runs."""
        server = _Server(("127.0.0.1", 0), _Handler)
        server.proxy = self
        self.endpoint_url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    proxy: FaultProxy

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is none of our errors."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    connection: socket.socket

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._upstream = HTTPConnection(urlsplit(self.server.proxy.upstream).netloc, timeout=60)

    def finish(self) -> None:
        self._upstream.close()
        super().finish()

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        with self.server.proxy.counted():
            self._serve()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.server.proxy.draw(self.command, self.path)
        if fault in REFUSALS:
            self._refuse(fault)
        elif fault and fault.startswith("undeleted "):
            self._refuse_deletion([key for key, _ in _deletions(body)], fault.removeprefix("undeleted "))
        elif fault == "reset":
            self._reset()
        elif (delete_if := self.server.proxy.delete_if) and b"<Delete" in body:
            kept = [key for key, etag in _deletions(body) if not delete_if(key, etag)]
            self._refuse_deletion(kept, "PreconditionFailed")
        else:
            if fault == "slow":
                time.sleep(_SLOW_S)
            self._forward(body, fault)

    def _forward(self, body: bytes, fault: str | None) -> None:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        self._upstream.request(self.command, self.path, body, headers)
        answer = self._upstream.getresponse()
        content = answer.read()
        if fault == "lost":
            self._reset()
            return
        self._answer(answer, content, fault)

    def _answer(self, answer: HTTPResponse, content: bytes, fault: str | None) -> None:
        length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() in _HOP_BY_HOP or name.lower() == "content-length":
                continue
            self.send_header(name, '"changed"' if fault == "changed" and name.lower() == "etag" else value)
        self.send_header("Content-Length", length or "0")
        self.end_headers()
        if fault == "cut":
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
            self._reset()
            return
        self.wfile.write(content)

    def _refuse(self, code: str) -> None:
        content = (
            f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>Injected</Message>'
            f"<RequestId>1</RequestId></Error>"
        ).encode()
        elsewhere = REFUSALS[code] == 301 or code == "AuthorizationHeaderMalformed"
        self._send_xml(REFUSALS[code], content, REAL_REGION if elsewhere else None)

    def _refuse_deletion(self, keys: Sequence[str], code: str) -> None:
        errors = "".join(
            f"<Error><Key>{escape(key)}</Key><Code>{code}</Code><Message>No</Message></Error>" for key in keys
        )
        self._send_xml(200, f"<DeleteResult>{errors}</DeleteResult>".encode())

    def _send_xml(self, status: int, content: bytes, region: str | None = None) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "application/xml")
        if region:
            self.send_header("x-amz-bucket-region", region)
        self.send_header("Content-Length", "0" if self.command == "HEAD" else str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _reset(self) -> None:
        """Break the connection off without a farewell (RST)."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True


def _deletions(body: bytes) -> list[tuple[str, str | None]]:
    """The keys, and the ETags without quotes, that the body of a DeleteObjects request names."""
    objects = re.findall(r"<Object>(.*?)</Object>", body.decode(), re.DOTALL)
    return [(_text("Key", it) or "", (_text("ETag", it) or "").strip('"') or None) for it in objects]


def _text(element: str, xml: str) -> str | None:
    found = re.search(f"<{element}>(.*?)</{element}>", xml, re.DOTALL)
    return unescape(found[1], {"&quot;": '"'}) if found else None
