"""Keys, limits, pages of other origins, and what a log shows of a call."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from scoring_service.keys.api_key import ApiKey, digest_of
from scoring_service.keys.key_file import add_key, read_keys, revoke_key
from scoring_service.keys.rate_limit import Allowance, RateLimit
from tests.scoring_service.answer_schema import REFUSED, check_form
from tests.scoring_service.running_service import Running, running

ANALYZE, SUGGEST = "/v1alpha1/comments:analyze", "/v1alpha1/comments:suggestscore"
SECRET, OTHER = "AIzaSyA-a-key-of-a-client", "AIzaSyB-a-key-of-another"
BODY = {"comment": {"text": "nasty"}, "languages": ["en"], "requestedAttributes": {"TOXICITY": {}}}
YES = {
    "comment": {"text": "nasty"}, "languages": ["en"],
    "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
}  # fmt: skip
PAGE = "https://forum.example"


@pytest.fixture
def own_site(site: Path, tmp_path: Path) -> Path:
    """A site of the test's own."""
    return Path(shutil.copytree(site, tmp_path / "data"))


@pytest.fixture
def key_file(own_site: Path) -> Path:
    return own_site / "scoring" / "keys.json"


def until(is_so: Callable[[], bool]) -> bool:
    """Whether it becomes so within 20 seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def asked(service: Running, **more: object) -> httpx.Response:
    headers = more.get("headers", {})
    params = more.get("params", {})
    assert isinstance(headers, dict)
    assert isinstance(params, dict)
    return service.client.post(ANALYZE, json=BODY, headers=headers, params=params)


def test_a_key_is_asked_for_from_the_first_one_on_and_ends_when_it_is_revoked(
    own_site: Path, key_file: Path
) -> None:
    with running(own_site) as service:
        assert asked(service).status_code == 200
        assert asked(service, headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 403
        add_key(key_file, ApiKey.of(SECRET, "forum"))
        assert until(lambda: asked(service).status_code == 403)
        for given in (
            {"params": {"key": SECRET}},
            {"headers": {"X-Goog-Api-Key": SECRET}},
            {"headers": {"Authorization": f"Bearer {SECRET}"}},
            {"headers": {"x-goog-api-key": SECRET}, "params": {"key": SECRET}},
        ):
            assert asked(service, **given).status_code == 200
        refused = [
            (asked(service, params={"key": OTHER}), 403, "PERMISSION_DENIED"),
            (asked(service, headers={"Authorization": "Basic YTpi"}), 403, "PERMISSION_DENIED"),
            (
                asked(service, headers={"X-Goog-Api-Key": OTHER}, params={"key": SECRET}),
                400,
                "INVALID_ARGUMENT",
            ),
        ]
        for answer, code, status in refused:
            check_form(answer.json(), REFUSED)
            assert (answer.status_code, answer.json()["error"]["status"]) == (code, status)
            assert SECRET not in answer.text
        (key,) = read_keys(key_file)
        revoke_key(key_file, key.name)
        assert until(lambda: asked(service, params={"key": SECRET}).status_code == 403)


def test_only_hashes_are_kept_and_the_owner_alone_reads_them(key_file: Path) -> None:
    add_key(key_file, ApiKey.of(SECRET, "forum"))
    assert (key_file.stat().st_mode & 0o777, digest_of(SECRET) in key_file.read_text()) == (0o600, True)
    assert SECRET not in key_file.read_text()


def test_who_asks_too_often_is_told_when_to_ask_again(own_site: Path, key_file: Path) -> None:
    add_key(key_file, ApiKey.of(SECRET, "forum", requests_a_minute=2))
    with running(own_site) as service:
        first, second, third = (asked(service, params={"key": SECRET}) for _ in range(3))
        assert (first.status_code, second.status_code, third.status_code) == (200, 200, 429)
        assert (first.headers["ratelimit-limit"], first.headers["ratelimit-remaining"]) == ("2", "1")
        check_form(third.json(), REFUSED)
        error = third.json()["error"]
        assert (error["status"], error["details"][0]["errorType"]) == (
            "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED",
        )  # fmt: skip
        assert 1 <= int(third.headers["retry-after"]) <= 30


def choose(site: Path, line: str) -> None:
    """Put a line before the tables of a site's scoring.toml."""
    file = site / "scoring.toml"
    file.write_text(f"{line}\n{file.read_text()}")


def test_a_client_cannot_flood_the_labels(own_site: Path) -> None:
    choose(own_site, "suggestions_a_day = 3")
    with running(own_site) as service:
        codes = [service.client.post(SUGGEST, json=YES).status_code for _ in range(5)]
        assert (codes, len(service.service.learning.spool.waiting())) == ([200, 200, 200, 429, 429], 3)


def test_a_site_that_takes_no_suggestions_keeps_none(own_site: Path) -> None:
    choose(own_site, 'suggestions = "off"')
    with running(own_site) as service:
        assert service.client.post(SUGGEST, json=YES).status_code == 200
        assert service.service.learning.spool.waiting() == []


def test_a_page_is_answered_only_if_its_key_lists_it(own_site: Path, key_file: Path) -> None:
    add_key(key_file, ApiKey.of(SECRET, "forum", (PAGE,)))
    add_key(key_file, ApiKey.of(OTHER, "other"))
    allowed = "access-control-allow-origin"
    with running(own_site) as service:

        def cors(key: str, origin: str) -> str | None:
            answer = asked(service, params={"key": key}, headers={"Origin": origin})
            origins: str | None = answer.headers.get(allowed)
            return origins

        assert (cors(SECRET, PAGE), cors(OTHER, PAGE)) == (PAGE, None)
        assert (cors(SECRET, "https://evil.example"), cors(SECRET, "null")) == (None, None)
        preflight = service.client.options(ANALYZE, headers={"Origin": PAGE})
        assert (preflight.status_code, preflight.headers[allowed]) == (204, PAGE)
        strange = service.client.options(ANALYZE, headers={"Origin": "https://evil.example"})
        assert allowed not in strange.headers


def test_no_text_key_or_query_is_in_a_log_a_metric_or_an_error(
    own_site: Path, key_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    add_key(key_file, ApiKey.of(SECRET, "forum"))
    secret_text = "xyzzyplugh"
    with caplog.at_level(logging.DEBUG), running(own_site) as service:
        body = {**BODY, "comment": {"text": secret_text}}
        answers = [
            service.client.post(ANALYZE, json=body, params={"key": SECRET, "fields": fields})
            for fields in ("languages", f"{secret_text}(")
        ]
        answers.append(service.client.post(f"/{secret_text}", params={"key": SECRET}))
        answers.append(service.client.post(ANALYZE, content=secret_text, params={"key": SECRET}))
        metrics = service.client.get("/metrics").text
    ours = [
        record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))
    ]
    assert any(ANALYZE in message for message in ours)
    assert [answer.status_code for answer in answers] == [200, 400, 404, 400]
    for shown in (*ours, metrics, *(answer.text for answer in answers)):
        assert secret_text not in shown
        assert SECRET not in shown
    assert 'scoring_calls_total{code="200",route="/v1alpha1/comments:analyze"} 1.0' in metrics


def test_a_bucket_fills_again_over_its_period() -> None:
    now = [0.0]
    limit = RateLimit(60.0, lambda: now[0])
    assert [limit.take("a", 2) for _ in range(3)] == [
        Allowance(True, 2, 1, 0), Allowance(True, 2, 0, 30), Allowance(False, 2, 0, 30),
    ]  # fmt: skip
    assert limit.take("b", 2).is_allowed
    now[0] = 29.0
    assert limit.take("a", 2) == Allowance(False, 2, 0, 1)
    now[0] = 31.0
    assert limit.take("a", 2).is_allowed
    now[0] = 1_000.0
    assert limit.take("a", 2, cost=2).is_allowed
    assert limit.take("a", 2, cost=2) == Allowance(False, 2, 0, 60)


@pytest.mark.parametrize(
    ("secret", "community", "origin"),
    [
        ("short", "forum", PAGE),
        (SECRET + " ", "forum", PAGE),
        (SECRET + "é", "forum", PAGE),
        (SECRET, "", PAGE),
        (SECRET, "a forum", PAGE),
        (SECRET, "forum", "*"),
        (SECRET, "forum", "https://forum.example/path"),
        (SECRET, "forum", "forum.example"),
    ],
)
def test_what_is_no_key(secret: str, community: str, origin: str) -> None:
    with pytest.raises(ValueError, match=r"Received|Found"):
        ApiKey.of(secret, community, (origin,))
