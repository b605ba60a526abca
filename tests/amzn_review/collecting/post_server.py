"""A source of posts on loopback: it pages, repeats, limits, cuts off, lies about length and dies."""

from __future__ import annotations

import json
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 10
TOKEN = "not-to-be-seen-anywhere"


def post(number: int, **more: Any) -> dict[str, Any]:
    """A post as the test's source writes it."""
    text = f"Text of post {number}, ñ 🙂"
    moment = f"2026-11-01T{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"
    return {
        "id": str(number),
        "text": text,
        "author_id": f"a{number % 7}",
        "created_at": moment,
        "lang": "en",
    } | more


@dataclass(frozen=True)
class Asked:
    """One request, as the server saw it."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class PostServer:
    """Answers like X, `newest_first` by `next_token` and `since_id`, or like Mastodon by `min_id`.

    `faults` are taken one a request, before any page: a status, a status with headers, or the name of a
    fault. `answers` are bodies by path, in the place of pages of `posts`.
    """

    posts: list[dict[str, Any]] = field(default_factory=list)
    page: int = PAGE
    deleted: list[str] = field(default_factory=list)
    faults: deque[Any] = field(default_factory=deque)
    answers: dict[str, list[Any]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def body(self, path: str, query: Mapping[str, str]) -> bytes:
        """The page that a request asks for."""
        if path in self.answers:
            answers = self.answers[path]
            return json.dumps(answers.pop(0) if len(answers) > 1 else answers[0]).encode()
        ordered = sorted(self.posts, key=lambda found: int(found["id"]))
        if path == "/forward":
            newer = [it for it in ordered if int(it["id"]) > int(query.get("min_id", -1))]
            chosen = newer[: self.page] if "min_id" in query else newer[-self.page :]
            return json.dumps(list(reversed(chosen))).encode()
        return json.dumps(self._back(list(reversed(ordered)), query)).encode()

    def _back(self, newest_first: list[dict[str, Any]], query: Mapping[str, str]) -> dict[str, Any]:
        until = int(query["next_token"].removeprefix("before-")) if "next_token" in query else None
        wanted = [
            it
            for it in newest_first
            if int(it["id"]) > int(query.get("since_id", -1)) and (until is None or int(it["id"]) < until)
        ]
        chosen = wanted[: self.page]
        meta: dict[str, Any] = {"result_count": len(chosen)}
        if len(wanted) > len(chosen):
            meta["next_token"] = f"before-{chosen[-1]['id']}"
        found: dict[str, Any] = {"meta": meta}
        return found | ({"data": chosen} if chosen else {}) | ({"gone": self.deleted} if self.deleted else {})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A collector that is killed breaks its connection: nothing to tell of."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(server: PostServer) -> Iterator[PostServer]:
    """Serve on a free port of loopback while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            server.asked.append(Asked(parts.path, query, {k.lower(): v for k, v in self.headers.items()}))
            fault = server.faults.popleft() if server.faults else None
            if isinstance(fault, int | tuple):
                status, headers = fault if isinstance(fault, tuple) else (fault, {})
                self._send(status, b'{"title": "no"}', headers)
            else:
                self._page(server.body(parts.path, query), fault)

        def _page(self, body: bytes, fault: str | None) -> None:
            if fault == "dies":
                self.close_connection = True
            elif fault == "html":
                self._send(200, b"<!DOCTYPE html><title>Sign in</title>", {"Content-Type": "text/html"})
            elif fault == "cut off":
                self._send(200, body, {}, told=len(body), sent=len(body) // 2)
            elif fault == "says more":
                self._send(200, body, {}, told=len(body) + 100)
            elif fault == "says less":
                self._send(200, body, {}, told=len(body) - 20)
            else:
                self._send(200, body, {})

        def _send(
            self,
            status: int,
            body: bytes,
            headers: Mapping[str, str],
            told: int | None = None,
            sent: int | None = None,
        ) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) if told is None else told))
            if told is not None:
                # Else what lies behind the told length may be read as the next answer.
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body if sent is None else body[:sent])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
            """Not on the tests' console."""

    http = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
