"""A browser of one person, as far as requests go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from label_review.web.guard import FORM_TOKEN

ORIGIN = "http://127.0.0.1:8501"


@dataclass
class Browser:
    """Sends requests as the page does: with its origin and, once signed in, its cookie and form token."""

    client: TestClient

    @classmethod
    def open(cls, app: FastAPI) -> Browser:
        return cls(TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}))

    def sign_in(self, **secret: str) -> Any:  # the response of the library that starlette chooses
        answer = self.client.post("/api/sign-in", json=secret)
        if answer.is_success:
            self.client.headers[FORM_TOKEN] = answer.json()["form_token"]
        return answer

    def get(self, path: str, **asked: Any) -> Any:
        answer = self.client.get(path, params=asked)
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(path, json=body)
