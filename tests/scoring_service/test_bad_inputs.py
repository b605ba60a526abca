"""Bad requests over a real socket: each is refused in the API's form, and the next one is answered."""

from __future__ import annotations

import gzip
import json
import socket
import time
from typing import Any

import pytest

from tests.scoring_service.answer_schema import REFUSED, check_form
from tests.scoring_service.running_service import Running, running

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
JSON = {"Content-Type": "application/json"}
GOOD: dict[str, Any] = {
    "comment": {"text": "A nasty one."}, "languages": ["en"], "requestedAttributes": {"TOXICITY": {}},
}  # fmt: skip
YES = {"TOXICITY": {"summaryScore": {"value": 1}}}


def with_(**fields: object) -> bytes:
    return json.dumps({**GOOD, **fields}).encode()


def suggesting(**fields: object) -> bytes:
    body = {"comment": GOOD["comment"], "languages": ["en"], "attributeScores": YES}
    return json.dumps({**body, **fields}).encode()


def span(begin: object, end: object) -> dict[str, object]:
    found = {"begin": begin, "end": end, "score": {"value": 1}}
    return {"TOXICITY": {"spanScores": [{name: value for name, value in found.items() if value is not None}]}}


BAD_ANALYSES: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "not JSON": (b"comment=hello", {}, 400, "INVALID_REQUEST"),
    "nothing": (b"", {}, 400, "INVALID_REQUEST"),
    "a list": (b"[]", {}, 400, "INVALID_REQUEST"),
    "null": (b"null", {}, 400, "INVALID_REQUEST"),
    "10^5 nested": (b"[" * 10**5 + b"]" * 10**5, {}, 400, "INVALID_REQUEST"),
    "10^5 nested objects": (b'{"comment":' * 10**4, {}, 400, "INVALID_REQUEST"),
    "UTF-16": (
        json.dumps(GOOD).encode("utf-16"), {"Content-Type": "application/json; charset=utf-16"}, 400,
        "INVALID_REQUEST",
    ),
    "latin-1 that says UTF-8": (b'{"comment": {"text": "caf\xe9"}}', {}, 400, "INVALID_REQUEST"),
    "a lone surrogate": (with_(comment={"text": "\ud83d"}), {}, 400, "INVALID_REQUEST"),
    "gzip without its header": (gzip.compress(with_()), {}, 400, "INVALID_REQUEST"),
    "no gzip behind its header": (with_(), {"Content-Encoding": "gzip"}, 400, "INVALID_REQUEST"),
    "half a gzip": (gzip.compress(with_())[:-9], {"Content-Encoding": "gzip"}, 400, "INVALID_REQUEST"),
    "a gzip bomb": (gzip.compress(b" " * 10**8), {"Content-Encoding": "gzip"}, 413, "INVALID_REQUEST"),
    "brotli": (with_(), {"Content-Encoding": "br"}, 400, "INVALID_REQUEST"),
    "a NaN threshold": (
        b'{"comment":{"text":"a"},"requestedAttributes":{"TOXICITY":{"scoreThreshold":NaN}}}', {}, 400,
        "INVALID_REQUEST",
    ),
    "an infinite threshold": (
        b'{"comment":{"text":"a"},"requestedAttributes":{"TOXICITY":{"scoreThreshold":1e999}}}', {}, 400,
        "INVALID_REQUEST",
    ),
    "a threshold in words": (
        with_(requestedAttributes={"TOXICITY": {"scoreThreshold": "NaN"}}), {}, 400, "INVALID_REQUEST",
    ),
    "over 1 MB": (with_(clientToken="a" * 10**6), {}, 413, "INVALID_REQUEST"),
    "no comment": (with_(comment=None), {}, 400, "COMMENT_EMPTY"),
    "an empty comment": (with_(comment={"text": ""}), {}, 400, "COMMENT_EMPTY"),
    "a comment of spaces": (with_(comment={"text": " \n\t\u00a0"}), {}, 400, "COMMENT_EMPTY"),
    "HTML without a word": (
        with_(comment={"text": "<p><!-- nasty --></p>", "type": "HTML"}), {}, 400, "COMMENT_EMPTY",
    ),
    "a comment that is a text": (with_(comment="hello"), {}, 400, "INVALID_REQUEST"),
    "an unknown type": (with_(comment={"text": "a", "type": "MARKDOWN"}), {}, 400, "INVALID_REQUEST"),
    "20,481 bytes": (with_(comment={"text": "a" * 20_481}), {}, 400, "COMMENT_TOO_LONG"),
    "20,482 bytes in 10,241 letters": (
        with_(comment={"text": "ж" * 10_241}), {}, 400, "COMMENT_TOO_LONG",
    ),
    "no attribute": (with_(requestedAttributes={}), {}, 400, "NO_REQUESTED_ATTRIBUTES"),
    "attributes left out": (with_(requestedAttributes=None), {}, 400, "NO_REQUESTED_ATTRIBUTES"),
    "attributes as a list": (with_(requestedAttributes=["TOXICITY"]), {}, 400, "INVALID_REQUEST"),
    "an unknown attribute": (
        with_(requestedAttributes={"TOXICITY": {}, "NICENESS": {}}), {}, 400, "INVALID_REQUEST",
    ),
    "one without a model": (with_(requestedAttributes={"THREAT": {}}), {}, 400, "INVALID_REQUEST"),
    "one without a champion": (with_(requestedAttributes={"INSULT": {}}), {}, 400, "INVALID_REQUEST"),
    "an unknown version": (with_(requestedAttributes={"TOXICITY@1": {}}), {}, 400, "INVALID_REQUEST"),
    "a version that leaves its folder": (
        with_(requestedAttributes={"TOXICITY@../spite-ru": {}}), {}, 400, "INVALID_REQUEST",
    ),
    "only unsupported ones, dropped": (
        with_(requestedAttributes={"THREAT": {}}, dropUnsupportedAttributes=True), {}, 400, "INVALID_REQUEST",
    ),
    "percentiles": (
        with_(requestedAttributes={"TOXICITY": {"scoreType": "PERCENTILE"}}), {}, 400, "INVALID_REQUEST",
    ),
    "an unknown score type": (
        with_(requestedAttributes={"TOXICITY": {"scoreType": "ODDS"}}), {}, 400, "INVALID_REQUEST",
    ),
    "French": (with_(languages=["fr"]), {}, 400, "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"),
    "English and French": (with_(languages=["en", "fr"]), {}, 400, "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"),
    "Russian for an English attribute": (
        with_(languages=["ru"], requestedAttributes={"IDENTITY_ATTACK": {}}), {}, 400,
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
    ),
    "a language that is none": (with_(languages=["English, please"]), {}, 400, "INVALID_REQUEST"),
    "a language as a text": (with_(languages="en"), {}, 400, "INVALID_REQUEST"),
    "no letter to detect": (
        with_(comment={"text": "12345 !"}, languages=[]), {}, 400, "LANGUAGE_DETECTION_FAILED",
    ),
    "both contexts": (
        with_(context={"entries": [], "articleAndParentComment": {"article": {"text": "a"}}}), {}, 400,
        "INVALID_REQUEST",
    ),
    "a context that is a text": (with_(context="an article"), {}, 400, "INVALID_REQUEST"),
    "a misspelt field": (with_(doNotstore=True), {}, 400, "INVALID_REQUEST"),
    "doNotStore in words": (with_(doNotStore="true"), {}, 400, "INVALID_REQUEST"),
    "a field twice": (
        with_(client_token="a", clientToken="b"), {}, 400, "INVALID_REQUEST",
    ),
}  # fmt: skip
BAD_SUGGESTIONS: dict[str, bytes] = {
    "no scores": suggesting(attributeScores={}),
    "scores left out": suggesting(attributeScores=None),
    "an unknown attribute": suggesting(attributeScores={"NICENESS": YES["TOXICITY"]}),
    "no score of an attribute": suggesting(attributeScores={"TOXICITY": {}}),
    "a score above 1": suggesting(attributeScores={"TOXICITY": {"summaryScore": {"value": 1.5}}}),
    "a score without a value": suggesting(attributeScores={"TOXICITY": {"summaryScore": {}}}),
    "a true score": suggesting(attributeScores={"TOXICITY": {"summaryScore": {"value": True}}}),
    "a span without an end": suggesting(attributeScores=span(0, None)),
    "a span without a begin": suggesting(attributeScores=span(None, 3)),
    "a span behind the text": suggesting(attributeScores=span(0, 13)),
    "an empty span": suggesting(attributeScores=span(3, 3)),
    "half a character": suggesting(comment={"text": "😀 nasty"}, attributeScores=span(1, 4)),
    "a fraction of a character": suggesting(attributeScores=span(0, 1.5)),
    "character 0": suggesting(comment={"text": "a\0b"}),
}


def check_still_answers(site: Running) -> None:
    assert site.client.post(ANALYZE, json=GOOD).status_code == 200


@pytest.mark.parametrize(("body", "headers", "code", "error_type"), BAD_ANALYSES.values(), ids=BAD_ANALYSES)
def test_a_bad_analysis(
    running_site: Running, body: bytes, headers: dict[str, str], code: int, error_type: str
) -> None:
    answer = running_site.client.post(ANALYZE, content=body, headers={**JSON, **headers})
    check_form(answer.json(), REFUSED)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (code, code, "INVALID_ARGUMENT")
    assert error["details"][0]["errorType"] == error_type
    check_still_answers(running_site)


def test_an_unsupported_language_is_named(running_site: Running) -> None:
    answer = running_site.client.post(ANALYZE, content=with_(languages=["fr", "en"]), headers=JSON)
    assert answer.json()["error"]["details"][0]["languageNotSupportedByAttributeError"] == {
        "detectedLanguages": ["fr"],
        "attribute": "TOXICITY",
    }


@pytest.mark.parametrize("body", BAD_SUGGESTIONS.values(), ids=BAD_SUGGESTIONS)
def test_a_bad_suggestion_is_not_kept(running_site: Running, body: bytes) -> None:
    answer = running_site.client.post(SUGGEST, content=body, headers=JSON)
    check_form(answer.json(), REFUSED)
    error = answer.json()["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert running_site.service.learning.spool.waiting() == []


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", ANALYZE, 405),
        ("PUT", SUGGEST, 405),
        ("POST", "/healthz", 405),
        ("POST", "/v1alpha1/comments:delete", 404),
        ("GET", "/", 404),
        ("POST", f"{ANALYZE}?fields=a(", 400),
        ("POST", f"{ANALYZE}?fields=a,,b", 400),
        ("POST", f"{ANALYZE}?alt=proto", 400),
        ("POST", f"{ANALYZE}?key=a&key=b", 400),
        ("POST", f"{ANALYZE}?{'a=&' * 60}", 400),
    ],
)
def test_a_bad_call(running_site: Running, method: str, path: str, code: int) -> None:
    answer = running_site.client.request(method, path, content=with_(), headers=JSON)
    check_form(answer.json(), REFUSED)
    assert (answer.status_code, answer.json()["error"]["code"]) == (code, code)


def test_a_key_in_a_header_twice(running_site: Running) -> None:
    twice = [("X-Goog-Api-Key", "a"), ("X-Goog-Api-Key", "a"), ("Content-Type", "application/json")]
    answer = running_site.client.post(ANALYZE, content=with_(), headers=twice)
    assert (answer.status_code, answer.json()["error"]["message"]) == (
        400, "Header x-goog-api-key is there 2 times: send it once.",
    )  # fmt: skip


def test_a_gzip_body_is_read(running_site: Running) -> None:
    packed = running_site.client.post(
        ANALYZE, content=gzip.compress(with_()), headers={**JSON, "Content-Encoding": "gzip"}
    )
    assert packed.json() == running_site.client.post(ANALYZE, json=GOOD).json()


def test_html_is_read_without_its_markup(running_site: Running) -> None:
    def scores(comment: dict[str, str]) -> Any:
        answer = running_site.client.post(ANALYZE, json={**GOOD, "comment": comment, "spanAnnotations": True})
        return answer.json()["attributeScores"]["TOXICITY"]

    marked = scores({"text": "<b>A  nasty one.</b> A &quot;gentle&quot; one.", "type": "HTML"})
    plain = scores({"text": '   A  nasty one.     A "gentle" one.'})
    assert [(one["begin"], one["end"]) for one in marked["spanScores"]] == [(3, 16), (21, 46)]
    assert [one["score"] for one in marked["spanScores"]] == [one["score"] for one in plain["spanScores"]]


def test_64_slow_senders_hold_nobody_up_and_are_sent_away(site: Any) -> None:
    head = f"POST {ANALYZE} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{{".encode()
    with running(site, body_seconds=1.0) as service:
        slow = [socket.create_connection(("127.0.0.1", service.port), timeout=20) for _ in range(64)]
        for connection in slow:
            connection.sendall(head)
        began = time.monotonic()
        check_still_answers(service)
        assert time.monotonic() - began < 5
        first_lines = [connection.recv(4096).split(b"\r\n")[0] for connection in slow]
        for connection in slow:
            connection.close()
        assert first_lines == [b"HTTP/1.1 408 Request Timeout"] * 64
        check_still_answers(service)
