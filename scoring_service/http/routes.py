"""Which call is answered by what."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from scoring_service.http.access import Client
from scoring_service.http.http_message import HttpAnswer, HttpCall, masked, read_query
from scoring_service.http.scoring_service import ScoringService
from scoring_service.learning.suggestion import suggestion_of
from scoring_service.protocol.analyze_request import read_analyze
from scoring_service.protocol.answer_body import suggest_body
from scoring_service.protocol.api_error import ApiError
from scoring_service.protocol.batch_parts import BatchAnswer, BatchCall, read_batch, write_batch
from scoring_service.protocol.discovery import discovery_document, root_url
from scoring_service.protocol.json_body import read_body
from scoring_service.protocol.suggest_request import read_suggest
from scoring_service.scoring.comment_scorer import languages_of

MOST_BODY_BYTES = 1_000_000
ANALYZE, SUGGEST = "/v1alpha1/comments:analyze", "/v1alpha1/comments:suggestscore"
ATTRIBUTES, BATCH = "/v1alpha1/attributes", "/batch"
DISCOVERY = ("/$discovery/rest", "/discovery/v1/apis/commentanalyzer/v1alpha1/rest")
VERSIONS_HEADER = "X-Model-Versions"
Handler = Callable[[HttpCall, Client], Awaitable[HttpAnswer]]


class Routed(NamedTuple):
    """An answer, and the name of its route, which is never the client's own words."""

    answer: HttpAnswer
    route: str


class Routes:
    """Answers calls by a service."""

    def __init__(self, service: ScoringService) -> None:
        self._service = service
        self._open: dict[str, Callable[[HttpCall], HttpAnswer]] = {
            "/healthz": lambda _: HttpAnswer.of_json({"status": "alive"}),
            "/readyz": self._ready,
            "/metrics": self._metrics,
            **dict.fromkeys(DISCOVERY, self._discovery),
        }
        self._keyed: dict[str, tuple[str, Handler]] = {
            ANALYZE: ("POST", self._analyze),
            SUGGEST: ("POST", self._suggest),
            ATTRIBUTES: ("GET", self._attributes),
            BATCH: ("POST", self._batch),
        }

    async def answer(self, call: HttpCall) -> Routed:
        """Return the answer to a call; a refusal is one too."""
        route = call.path if call.path in self._open or call.path in self._keyed else "unknown"
        client: Client | None = None
        try:
            if call.method == "OPTIONS":
                return Routed(HttpAnswer(204, b"", self._service.access.preflight(call)), route)
            if call.path in self._open:
                _check_method(call, "GET")
                return Routed(self._open[call.path](call), route)
            if call.path not in self._keyed:
                raise ApiError("There is no such method here: see GET /$discovery/rest.", code=404)
            method, handler = self._keyed[call.path]
            _check_method(call, method)
            client = self._service.access.client(call)
            # The parts of a batch are counted, and not it.
            limits = {} if call.path == BATCH else self._service.access.count_request(client)
            answer = (await handler(call, client)).with_headers(limits)
        except ApiError as error:
            answer = HttpAnswer.of_error(error)
        return Routed(answer.with_headers(self._service.access.cors(call, client)), route)

    async def _analyze(self, call: HttpCall, _: Client) -> HttpAnswer:
        request = read_analyze(_content(call))
        analysis = await self._service.scorer.analyze(request)
        told = "; ".join(f"{name}={version}" for name, version in analysis.versions.items())
        answer = HttpAnswer.of_json(masked(call, analysis.body))
        return answer.with_headers({VERSIONS_HEADER: told.encode("ascii", "replace").decode()})

    async def _suggest(self, call: HttpCall, client: Client) -> HttpAnswer:
        service = self._service
        request = read_suggest(_content(call))
        detected = await asyncio.to_thread(service.scorer.detect, request.comment)
        languages = languages_of(request.languages, detected)
        community = client.community if client.key else request.community or client.community
        suggestion = suggestion_of(request, community, languages, service.choices.table, service.tasks)
        answer = HttpAnswer.of_json(masked(call, suggest_body(request, detected)))
        if service.choices.takes_suggestions and request.is_stored:
            service.access.count_suggestions(client, len(suggestion.labels))
            await asyncio.to_thread(service.learning.spool.add, suggestion)
        return answer

    async def _attributes(self, call: HttpCall, _: Client) -> HttpAnswer:
        shown = await asyncio.to_thread(self._service.attributes)
        return HttpAnswer.of_json(masked(call, {"attributes": shown}))

    async def _batch(self, call: HttpCall, _: Client) -> HttpAnswer:
        parts = read_batch(call.header("content-type"), call.body)
        answers = await asyncio.gather(*(self._part(call, part) for part in parts))
        boundary = f"batch_{secrets.token_hex(16)}"
        headers = {"Content-Type": f"multipart/mixed; boundary={boundary}"}
        return HttpAnswer(200, write_batch(answers, boundary), headers)

    async def _part(self, call: HttpCall, part: BatchCall) -> BatchAnswer:
        """The answer to a part, which has the batch's key unless it brings its own."""
        try:
            routed = await self.answer(_call_of_part(call, part))
            answer = routed.answer
        except ApiError as error:
            answer = HttpAnswer.of_error(error)
        return BatchAnswer(part.content_id, answer.code, answer.headers, answer.body)

    def _ready(self, _: HttpCall) -> HttpAnswer:
        champions = self._service.shelf.champions()
        state = {"status": "ready" if champions else "no champion yet", "versions": champions}
        return HttpAnswer.of_json(state, 200 if champions else 503)

    def _metrics(self, _: HttpCall) -> HttpAnswer:
        metrics = self._service.metrics
        return HttpAnswer(200, metrics.text(), {"Content-Type": metrics.content_type})

    def _discovery(self, call: HttpCall) -> HttpAnswer:
        told = call.header("x-forwarded-proto")
        scheme = told if told in ("http", "https") else call.scheme
        root = root_url(scheme, call.header("host"), "127.0.0.1")
        return HttpAnswer.of_json(masked(call, discovery_document(root)))


def _content(call: HttpCall) -> dict[str, object]:
    return read_body(call.body, call.header("content-type"), call.header("content-encoding"), MOST_BODY_BYTES)


def _check_method(call: HttpCall, expected: str) -> None:
    if call.method != expected and not (expected == "GET" and call.method == "HEAD"):
        raise ApiError(f"This is answered to {expected} alone.", code=405, headers={"Allow": expected})


def _call_of_part(call: HttpCall, part: BatchCall) -> HttpCall:
    """Raises ApiError: the part is a batch itself, or its target cannot be read."""
    try:
        target = urlsplit(part.target)
    except ValueError:
        raise ApiError("The target of a part cannot be read: send a path.") from None
    path = unquote(target.path)
    if path == BATCH:
        raise ApiError("A part of a batch is a batch: send its calls as parts.")
    query = read_query(target.query)
    headers = part.headers
    keys = ("x-goog-api-key", "authorization")
    if not (set(query) & {"key", "access_token"} or any(name in keys for name, _ in headers)):
        query |= {name: call.query[name] for name in ("key", "access_token") if name in call.query}
        headers += tuple(pair for pair in call.headers if pair[0] in keys)
    return HttpCall(part.method, path, query, headers, part.body, call.client, call.scheme)
