"""The ASGI application: bodies with a limit and a deadline, answers, one log line a call.

https://asgi.readthedocs.io/en/stable/specs/www.html
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from scoring_service.http.http_message import HttpAnswer, HttpCall, read_query
from scoring_service.http.routes import BATCH, MOST_BODY_BYTES, Routed, Routes
from scoring_service.http.scoring_service import ScoringService
from scoring_service.protocol.api_error import ApiError

MOST_BATCH_BYTES = 8 * MOST_BODY_BYTES
BODY_SECONDS, ANSWER_SECONDS = 10.0, 10.0
MOST_OPEN_CALLS = 1_000
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
log = logging.getLogger(__name__)


class ClientLeftError(Exception):
    """The client closed the connection before its body was there."""


class ScoringApp:
    """The service as an ASGI application. `body_seconds`: how long a client may take to send a body."""

    def __init__(self, service: ScoringService, *, body_seconds: float = BODY_SECONDS) -> None:
        self._service = service
        self._routes = Routes(service)
        self._body_seconds = body_seconds
        self._open_calls = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what the server hands over."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer({**scope, "path": origin_path(scope["path"])}, receive, send)
        else:
            raise ValueError(f"Only http and lifespan are answered. Received: {scope['type']}")

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._service.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._service.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        self._open_calls += 1
        try:
            routed = await self._routed(scope, receive)
        except ClientLeftError:
            return
        finally:
            self._open_calls -= 1
        seconds = time.perf_counter() - began
        answer = routed.answer
        self._service.metrics.count(routed.route, answer.code, seconds)
        # Neither query nor text: what a client sends is in no log.
        log.info("%s %d %.1f ms", routed.route, answer.code, seconds * 1000)
        await _send(scope, send, answer)

    async def _routed(self, scope: Scope, receive: Receive) -> Routed:
        try:
            if self._open_calls > MOST_OPEN_CALLS:
                raise ApiError("The service is busy.", code=503, headers={"Retry-After": "1"})
            body = await self._body(scope, receive)
            call = _call(scope, body)
        except ApiError as error:
            answer = HttpAnswer.of_error(error).with_headers({"Connection": "close"})
            return Routed(answer, "unread")
        answering = asyncio.ensure_future(self._routes.answer(call))
        # A failure of ours is looked at, and not raised to the server, whose log would show the message.
        await asyncio.wait({answering}, timeout=ANSWER_SECONDS)
        if not answering.done():
            answering.cancel()
            return _failed("The answer takes too long.", 503)
        failure = answering.exception()
        if failure is None:
            return answering.result()
        last = traceback.extract_tb(failure.__traceback__)[-1]
        # Its type and place alone: its message may quote a text.
        log.error("%s in %s, line %s", type(failure).__name__, last.filename, last.lineno)
        return _failed("The service failed at this request; its log says where.", 500)

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        """Raises ApiError: 413 when it is too long, 408 when it takes too long; ClientLeftError."""
        most = MOST_BATCH_BYTES if scope["path"] == BATCH else MOST_BODY_BYTES
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if length.isdigit() and int(length[:20]) > most:
            raise _too_long(most)
        try:
            async with asyncio.timeout(self._body_seconds):
                return await _received(receive, most)
        except TimeoutError:
            raise ApiError(
                f"The body was not there after {self._body_seconds:g} seconds: send it at once.", code=408
            ) from None


def origin_path(target: str) -> str:
    """Return the path of a request target that may be a whole address, as a client sends it to a proxy.

    A server has to take that form too: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
    """
    scheme, separator, rest = target.partition("://")
    if separator and scheme.lower() in ("http", "https"):
        return "/" + rest.partition("/")[2]
    return target


async def _received(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeftError
        body += message.get("body", b"")
        if len(body) > most:
            raise _too_long(most)
        if not message.get("more_body"):
            return bytes(body)


def _too_long(most: int) -> ApiError:
    return ApiError(f"The body is longer than {most:,} bytes: shorten it.", code=413)


def _call(scope: Scope, body: bytes) -> HttpCall:
    """Raises ApiError when the query cannot be read."""
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]
    )
    client = scope.get("client")
    return HttpCall(
        scope["method"],
        scope["path"],
        read_query(scope["query_string"].decode("latin-1")),
        headers,
        body,
        client[0] if client else "",
        scope["scheme"],
    )


def _failed(message: str, code: int) -> Routed:
    headers = {"Retry-After": "1"} if code == 503 else {}
    return Routed(HttpAnswer.of_error(ApiError(message, code=code, headers=headers)), "failed")


async def _send(scope: Scope, send: Send, answer: HttpAnswer) -> None:
    headers = {"Content-Length": str(len(answer.body)), "Cache-Control": "private", **answer.headers}
    await send(
        {
            "type": "http.response.start",
            "status": answer.code,
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})
