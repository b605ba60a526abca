"""Who is let in, and what is refused."""

from __future__ import annotations

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from label_review.web.guard import FORM_TOKEN, HEADERS
from label_review.web.review_site import ReviewSite
from label_review.web.sign_in_limit import SignInLimit
from tests.label_review.web.review_client import ORIGIN, Browser
from tests.labels.labelled_texts import TASK

DECISIONS = f"/api/tasks/{TASK}/decisions"


def test_nothing_is_told_to_who_is_not_signed_in(app: FastAPI, documents: list[int]) -> None:
    stranger = Browser.open(app)
    paths = ["/api/me", "/api/tasks", f"/api/tasks/{TASK}/queue", f"/api/tasks/{TASK}/items/{documents[0]}"]
    assert [stranger.client.get(path).status_code for path in paths] == [401] * 4
    body = {"request_key": "some-request", "document_ids": documents[:1], "action": "unclear"}
    assert stranger.post(DECISIONS, **body).status_code == 401


def test_every_answer_has_the_headers(app: FastAPI) -> None:
    browser = Browser.open(app)
    for path in ("/", "/api/me", "/nothing"):
        headers = browser.client.get(path).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS
    assert browser.client.get("/api/me").headers["Cache-Control"] == "no-store"
    assert "script-src 'self';" in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/../web/app.py", "/%2e%2e/web/app.py"])
def test_nothing_else_is_served(ada: Browser, path: str) -> None:
    assert ada.client.get(path).status_code == 404


@pytest.mark.parametrize(
    "origin", [None, "null", "http://localhost:8501", "http://127.0.0.1:8502", "https://evil.example"]
)
def test_another_page_changes_nothing(
    ada: Browser, documents: list[int], origin: str | None, warehouse: psycopg.Connection
) -> None:
    del ada.client.headers["Origin"]
    headers = {} if origin is None else {"Origin": origin}
    body = {"request_key": "some-request", "document_ids": documents[:1], "action": "unclear"}
    answer = ada.client.post(DECISIONS, json=body, headers=headers)
    assert (answer.status_code, answer.json()) == (
        403, {"error": f"A request that changes something has to come from {ORIGIN} itself."},
    )  # fmt: skip
    assert warehouse.execute("select count(*) from label_events where source = 'person'").fetchall() == [(0,)]


@pytest.mark.parametrize("token", ["", "0" * 32])
def test_a_request_needs_the_token_of_its_session(ada: Browser, documents: list[int], token: str) -> None:
    ada.client.headers[FORM_TOKEN] = token
    body = {"request_key": "some-request", "document_ids": documents[:1], "action": "unclear"}
    answer = ada.post(DECISIONS, **body)
    assert answer.status_code == 403
    assert "lacks the token of this session" in answer.json()["error"]


def test_another_name_of_this_machine_is_refused(app: FastAPI) -> None:
    rebound = TestClient(app, base_url="http://evil.example:8501")
    answer = rebound.get("/api/me")
    assert (answer.status_code, answer.json()) == (
        403, {"error": f"This page is served as {ORIGIN} alone: open that address."},
    )  # fmt: skip


def test_the_cookie_is_for_this_page_alone(site: ReviewSite, app: FastAPI) -> None:
    with site.pool.transaction() as connection:
        token = site.accounts.add(connection, "ada")
    cookie = Browser.open(app).sign_in(name="ada", token=token).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert token not in cookie


def test_a_link_signs_in_once(site: ReviewSite, app: FastAPI) -> None:
    with site.pool.transaction() as connection:
        site.accounts.add(connection, "ada", "admin")
        link = site.accounts.link(connection, "ada")
    first = Browser.open(app)
    assert first.sign_in(link=link).status_code == 200
    assert first.get("/api/me")["role"] == "admin"
    second = Browser.open(app).sign_in(link=link)
    assert second.status_code == 401
    assert second.json()["error"].startswith("This link was used, or is too old")


def test_signing_out_ends_every_session(ada: Browser, app: FastAPI) -> None:
    stolen = Browser.open(app)
    stolen.client.cookies.update(dict(ada.client.cookies))
    assert stolen.get("/api/me")["name"] == "ada"
    assert ada.post("/api/sign-out").json() == {"signed_out": True}
    assert stolen.client.get("/api/me").status_code == 401


def test_wrong_tokens_are_heard_ten_times_a_minute(site: ReviewSite, app: FastAPI) -> None:
    now = [0.0]
    site.limit = SignInLimit(clock=lambda: now[0])
    with site.pool.transaction() as connection:
        token = site.accounts.add(connection, "ada")
    browser = Browser.open(app)
    tries = [browser.sign_in(name="ada", token=f"wrong {number}").status_code for number in range(10)]
    assert tries == [401] * 10
    refused = browser.sign_in(name="ada", token=token)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    now[0] = 61
    assert browser.sign_in(name="ada", token=token).status_code == 200


def test_a_refusal_does_not_repeat_what_was_sent(app: FastAPI) -> None:
    answer = Browser.open(app).sign_in(name="ada", token="secret" * 100)
    assert answer.status_code == 422
    assert "secret" not in answer.text
