"""A client's key: made once, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Self

PREFIX = "ak_"
SHORTEST = 20
COMMUNITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9A-Fa-f:]+\](?::[0-9]{1,5})?")


@dataclass(frozen=True)
class ApiKey:
    """A key of a community. `digest` is SHA-256 in hex; `origins` are the pages whose scripts may use it.

    `requests_a_minute` is None for the installation's limit. `revoked` is when it ended, an ISO 8601 time.
    """

    name: str
    community: str
    digest: str
    made: str
    origins: tuple[str, ...] = ()
    requests_a_minute: int | None = None
    revoked: str | None = None

    @classmethod
    def of(
        cls, secret: str, community: str, origins: tuple[str, ...] = (), requests_a_minute: int | None = None
    ) -> Self:
        """Return the key whose secret is this. Raises ValueError when a part has another form."""
        if not COMMUNITY.fullmatch(community):
            raise ValueError(
                f"A community is 1 to 60 letters, digits and ._- such as forum.example. Found: {community!r}"
            )
        if wrong := [origin for origin in origins if not ORIGIN.fullmatch(origin)]:
            raise ValueError(f"An origin is such as https://forum.example. Received: {wrong[0]!r}")
        if len(secret) < SHORTEST or not secret.isascii() or not secret.isprintable() or " " in secret:
            raise ValueError(
                f"A key has {SHORTEST} or more printable ASCII characters, no space. Received: {len(secret)} "
                "characters."
            )
        digest = digest_of(secret)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(digest[:8], community, digest, made, origins, requests_a_minute)

    @classmethod
    def parse(cls, content: dict[str, Any]) -> Self:
        """Return the key that `as_json` wrote. Raises TypeError, KeyError."""
        return cls(**{**content, "origins": tuple(content["origins"])})

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of the key."""
        return asdict(self)


def new_secret() -> str:
    """Return a key of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return the hash that is kept: a plain one, as a random key of 256 bits cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
