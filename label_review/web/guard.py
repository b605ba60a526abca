"""What keeps other pages, and other people's browsers, away from the application."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import JSONResponse, Response

SESSION_COOKIE = "label_review_session"
FORM_TOKEN = "X-Form-Token"  # noqa: S105 - the name of a header
READING = frozenset({"GET", "HEAD"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Answer = Callable[[Request], Awaitable[Response]]


def form_token(session: str) -> str:
    """What the page sends beside its cookie, which another page can have sent, but cannot read."""
    return hashlib.blake2b(session.encode(), digest_size=16, person=b"label form").hexdigest()


class Guard:
    """Middleware: refuses what comes by another name or from another page, and adds the headers.

    `origin` is the page's own. A browser that is led here by another name (DNS rebinding) sends that as Host.
    """

    def __init__(self, origin: str) -> None:
        self.origin, self.host = origin, urlsplit(origin).netloc

    async def __call__(self, request: Request, answer: Answer) -> Response:
        """Return the answer, or 403 in one sentence."""
        refusal = self.refusal(request)
        response = await answer(request) if refusal is None else _refused(refusal)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if request.url.path.startswith("/api/"):
            response.headers["Cache-Control"] = "no-store"
        return response

    def refusal(self, request: Request) -> str | None:
        """Why the request is not heard; None if it is."""
        if request.headers.get("Host") != self.host:
            return f"This page is served as {self.origin} alone: open that address."
        if request.method in READING:
            return None
        if request.headers.get("Origin") != self.origin:
            return f"A request that changes something has to come from {self.origin} itself."
        session = request.cookies.get(SESSION_COOKIE)
        if request.url.path == "/api/sign-in" or session is None:
            return None
        if request.headers.get(FORM_TOKEN) != form_token(session):
            return "The request lacks the token of this session: load the page again."
        return None


def _refused(sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status_code=403)
