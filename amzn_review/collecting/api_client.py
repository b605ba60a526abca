"""Pages of JSON from a source's API, asked for until they come whole or patience ends."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx

from amzn_review.collecting.page import unpacked_page
from amzn_review.collecting.source import Source
from amzn_review.collecting.source_error import (
    RequestRefusedError,
    SourceDownError,
    SourceError,
    SourceLimitError,
)
from amzn_review.collecting.wait_header import asked_wait

log = logging.getLogger(__name__)
ATTEMPTS = 6
MOST_BYTES = 64 * 1024 * 1024
SECONDS = 30.0  # for a connection, and for each piece of an answer
WHOLE_SECONDS = 300.0
Parameters = Mapping[str, str | list[str]]


class _RetryError(Exception):
    """An answer that is worth another attempt: why, and the seconds that the source asks for."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass
class ApiClient:
    """Asks one source. `token` goes into a header and nowhere else; no sentence and no log shows it.

    Between attempts it waits as long as the source asks, or `pause` seconds, twice as long each time;
    together at most the source's `most_wait_seconds`.
    """

    source: Source
    token: str | None = field(repr=False)
    pause: float = 1.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time
    waited: float = 0.0
    _client: httpx.Client | None = field(default=None, repr=False)

    @contextmanager
    def open(self) -> Iterator[ApiClient]:
        """Keep a connection for the block. Raises SourceError for a token that no header can hold."""
        headers = {"Accept": "application/json", "User-Agent": "amzn-review-collector"}
        if self.token:
            headers["Authorization"] = f"Bearer {self._sendable(self.token)}"
        # The system's certificates, as those of a proxy may be among them. A redirect is not followed: it
        # could lead the token elsewhere.
        with httpx.Client(
            verify=ssl.create_default_context(), timeout=SECONDS, headers=headers, follow_redirects=False
        ) as self._client:
            yield self

    def page(self, url: str, parameters: Parameters) -> Any:
        """The decoded JSON. Raises SourceDownError, SourceLimitError, RequestRefusedError."""
        why = ""
        for attempt in range(ATTEMPTS):
            try:
                return self._ask(url, parameters)
            except _RetryError as error:
                why = str(error)
                if attempt + 1 < ATTEMPTS:
                    self._wait(error.wait, attempt, why)
        raise SourceDownError(
            f"{self._place(url)} {why}, {ATTEMPTS} times. What was collected stays; the next run goes "
            "on from there."
        )

    def _ask(self, url: str, parameters: Parameters) -> Any:
        if self._client is None:
            raise RuntimeError("The client is used outside of open().")
        try:
            with self._client.stream("GET", url, params=dict(parameters)) as answer:
                self._require_success(answer, url)
                body = self._body(answer)
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _RetryError(f"broke off ({type(error).__name__})") from error
        except httpx.InvalidURL as error:
            raise SourceError(f"Source {self.source.name}: its address is no URL ({error}).") from error
        try:
            return unpacked_page(body)
        except ValueError as error:
            kind = answer.headers.get("content-type", "no type")
            raise _RetryError(f"sent {len(body):,} bytes of {kind!a} that are no whole JSON") from error

    def _require_success(self, answer: httpx.Response, url: str) -> None:
        status = answer.status_code
        if status == HTTPStatus.OK:
            return
        wait = asked_wait(answer.headers, self.clock())
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise _RetryError("allows no more requests for now (429)", wait)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
            raise _RetryError(f"answered {status}", wait)
        raise RequestRefusedError(f"{self._place(url)} answered {status}{self._advice(status)}", status)

    def _advice(self, status: int) -> str:
        variable = self.source.token_variable
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            told = f"the token of {variable}" if self.token else f"no token; {variable or 'none'} is not set"
            return f": it does not admit {told}. Get a token that may read posts."
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            return ": it has moved. Correct `address` in the source's file."
        return f". Compare address, query and values of {self.source.name}.toml with the API's documentation."

    def _body(self, answer: httpx.Response) -> bytes:
        parts, size, end = [], 0, time.monotonic() + WHOLE_SECONDS
        for part in answer.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > MOST_BYTES:
                raise SourceError(
                    f"Source {self.source.name} sent a page of more than {MOST_BYTES:,} bytes: ask for fewer "
                    "posts a page in [query]."
                )
            if time.monotonic() > end:
                raise _RetryError(f"sent no whole page in {WHOLE_SECONDS:.0f} seconds")
        return b"".join(parts)

    def _wait(self, asked: float | None, attempt: int, why: str) -> None:
        wait = self.pause * 2**attempt if asked is None else asked
        if self.waited + wait > self.source.most_wait_seconds:
            raise SourceLimitError(
                f"Source {self.source.name} {why} and asks to wait {wait:,.0f} seconds; a run waits "
                f"{self.source.most_wait_seconds:,} in all. What was collected stays; the next run goes "
                "on from there."
            )
        log.info("Source %s %s: waiting %.1f s.", self.source.name, why, wait)
        self.waited += wait
        self.sleep(wait)

    def _place(self, url: str) -> str:
        parts = urlsplit(url)
        return f"Source {self.source.name} ({parts.scheme}://{parts.netloc}{parts.path})"

    def _sendable(self, token: str) -> str:
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise SourceError(
                f"Environment variable {self.source.token_variable} holds no token: expected printable ASCII "
                "without blanks."
            )
        return token
