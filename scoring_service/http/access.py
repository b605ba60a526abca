"""Who may ask: by key, as often as the key may, from the pages that the key lists."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from scoring_service.http.http_message import HttpCall
from scoring_service.keys.api_key import ApiKey
from scoring_service.keys.key_file import Keys, find_key, read_keys
from scoring_service.keys.rate_limit import Allowance, RateLimit
from scoring_service.protocol.api_error import ApiError, ErrorType

MINUTE, DAY = 60.0, 86_400.0
LOCAL = "local"
# What a proxy on this machine adds for a client that is elsewhere.
FORWARDED = ("forwarded", "x-forwarded-for", "via", "x-real-ip")
ALLOWED_HEADERS = "Content-Type, X-Goog-Api-Key, Authorization, X-Goog-Api-Client, X-Requested-With"


class Client(NamedTuple):
    """Who asks. `key` is None while there are no keys; then `community` is "local"."""

    key: ApiKey | None
    community: str
    requests_a_minute: int

    @property
    def name(self) -> str:
        """What limits are counted for: all keys of a community share none."""
        return self.key.name if self.key else LOCAL


class Access:
    """The keys of a file, read again when it changes, and what each has used of its limits."""

    def __init__(self, file: Path, requests_a_minute: int, suggestions_a_day: int) -> None:
        self._file = file
        self._requests_a_minute = requests_a_minute
        self._suggestions_a_day = suggestions_a_day
        self._requests = RateLimit(MINUTE)
        self._suggestions = RateLimit(DAY)
        self._seen = 0
        self._keys: Keys = ()
        self.refresh()

    def refresh(self) -> None:
        """Read the keys again if their file changed. Raises KeyFileError, OSError."""
        changed = self._file.stat().st_mtime_ns if self._file.exists() else 0
        if changed != self._seen:
            self._keys = read_keys(self._file)
            self._seen = changed

    def client(self, call: HttpCall) -> Client:
        """Return who sent a call. Raises ApiError: 403 without a valid key where one is needed."""
        secret = secret_of(call)
        if not self._keys:
            if not _is_local(call):
                raise _denied("This service has no keys yet, so that it answers its own machine alone.")
            return Client(None, LOCAL, self._requests_a_minute)
        if not secret:
            raise _denied("A key is needed: send it as ?key=, X-Goog-Api-Key or Authorization: Bearer.")
        key = find_key(self._keys, secret)
        if key is None:
            raise _denied("API key not valid: ask who runs this service for one.")
        return Client(key, key.community, key.requests_a_minute or self._requests_a_minute)

    def count_request(self, client: Client) -> dict[str, str]:
        """Count a call; return the headers that tell what is left. Raises ApiError 429."""
        return _headers(self._requests.take(client.name, client.requests_a_minute))

    def count_suggestions(self, client: Client, labels: int) -> None:
        """Count suggested labels of the client's community. Raises ApiError 429."""
        _headers(self._suggestions.take(client.community, self._suggestions_a_day, labels))

    def cors(self, call: HttpCall, client: Client | None) -> dict[str, str]:
        """Return the headers for a page's script, none unless the key, or before it is told any, lists it."""
        origin = next((value for name, value in call.headers if name == "origin"), "")
        keys = (client.key,) if client and client.key else () if client else self._keys
        if not any(origin in key.origins for key in keys if key and key.revoked is None):
            return {}
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}

    def preflight(self, call: HttpCall) -> Mapping[str, str]:
        """Return the headers of an answer to OPTIONS."""
        allowed = self.cors(call, None)
        if not allowed:
            return {"Vary": "Origin"}
        return {
            **allowed,
            "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
            "Access-Control-Allow-Headers": ALLOWED_HEADERS,
            "Access-Control-Max-Age": "600",
        }


def secret_of(call: HttpCall) -> str:
    """Return the key that a call brings, empty for none. Raises ApiError when it brings two."""
    bearer = call.header("authorization")
    if bearer and not bearer.lower().startswith("bearer "):
        raise _denied("Authorization is no Bearer: send the key as ?key=, X-Goog-Api-Key or Bearer.")
    given = {
        call.parameter("key"),
        call.parameter("access_token"),
        call.header("x-goog-api-key"),
        bearer[len("bearer ") :].strip(),
    } - {""}
    if len(given) > 1:
        raise ApiError("The request brings two different keys: send one.")
    return given.pop() if given else ""


def _is_local(call: HttpCall) -> bool:
    if any(name in FORWARDED for name, _ in call.headers):
        return False
    try:
        return ipaddress.ip_address(call.client).is_loopback
    except ValueError:
        return False


def _denied(message: str) -> ApiError:
    return ApiError(message, code=403)


def _headers(allowance: Allowance) -> dict[str, str]:
    """https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-06"""
    headers = {
        "RateLimit-Limit": str(allowance.limit),
        "RateLimit-Remaining": str(allowance.remaining),
        "RateLimit-Reset": str(allowance.reset_seconds),
    }
    if not allowance.is_allowed:
        raise ApiError(
            f"More than {allowance.limit:,} were sent: try again in {allowance.reset_seconds} seconds.",
            ErrorType.RATE_LIMIT_EXCEEDED,
            code=429,
            headers={**headers, "Retry-After": str(max(1, allowance.reset_seconds))},
        )
    return headers
