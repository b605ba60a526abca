"""Who may review labels: people, and the secrets that stand for them, of which only hashes are kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import psycopg

from errors import SentenceError
from labels.label_statements import LabelStatements, Row

Role = Literal["annotator", "adjudicator", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
TokenKind = Literal["token", "link", "session"]
NAME = re.compile(r"[\w.@-]{1,64}")
LINK_SECONDS, SESSION_SECONDS = 3_600, 12 * 3_600


class PersonError(SentenceError, ValueError):
    """A name or a role that cannot be given, or a person who is not there."""


@dataclass(frozen=True)
class Person:
    """A name, and the role that says what the person may do."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether the person may do what is left to `role`: each role may do what those before it may."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True)
class ReviewPeople:
    """Tables label_users and label_tokens, in the transaction of a connection."""

    statements: LabelStatements

    def add(self, connection: psycopg.Connection[Any], name: str, role: Role = "annotator") -> str:
        """Add a person, or give one who is there another role; return a new token, the only one from now on.

        Raises PersonError when the name has other characters than letters, digits and . _ - @.
        """
        if not NAME.fullmatch(name):
            raise PersonError(
                f"A name has 1 to 64 letters, digits, dots, hyphens, underscores and @. Received: {name!a}"
            )
        if role not in ROLES:
            raise PersonError(f"A role is one of {', '.join(ROLES)}. Received: {role!r}")
        self.statements.run(connection, "add_user", {"name": name, "role": role})
        self.end(connection, name, ["token", "link", "session"])
        return self._new(connection, name, "token", None)

    def remove(self, connection: psycopg.Connection[Any], name: str) -> None:
        """Keep the person out, at once; events keep the name. Raises PersonError if nobody has it."""
        if not self.statements.run(connection, "remove_user", {"name": name}):
            raise PersonError(f"There is no {name!a} who reviews labels: `label-review users list` has all.")
        self.end(connection, name, ["token", "link", "session"])

    def all(self, connection: psycopg.Connection[Any]) -> list[Row]:
        """Everybody, by name, with the number of open sessions."""
        return self.statements.run(connection, "users", {})

    def link(self, connection: psycopg.Connection[Any], name: str) -> str:
        """Return the secret of a link that signs the person in once, within LINK_SECONDS."""
        return self._new(connection, name, "link", LINK_SECONDS)

    def sign_in(
        self, connection: psycopg.Connection[Any], name: str, token: str
    ) -> tuple[Person, str] | None:
        """Return the person and the secret of a new session; None if the token is not this person's."""
        person = self._find(connection, token, "token")
        if person is None or not secrets.compare_digest(person.name.encode(), name.encode()):
            return None
        return person, self._new(connection, person.name, "session", SESSION_SECONDS)

    def sign_in_by_link(self, connection: psycopg.Connection[Any], link: str) -> tuple[Person, str] | None:
        """As `sign_in`, by the secret of a link, which is used up by that."""
        rows = self.statements.run(connection, "use_link", {"token_hash": _hashed(link)})
        if not rows:
            return None
        person = Person(**rows[0])
        return person, self._new(connection, person.name, "session", SESSION_SECONDS)

    def of_session(self, connection: psycopg.Connection[Any], session: str) -> Person | None:
        """Whose session it is; None if it is nobody's, or over."""
        return self._find(connection, session, "session")

    def end(
        self, connection: psycopg.Connection[Any], name: str, kinds: Sequence[TokenKind] = ("session",)
    ) -> None:
        """End what stands for the person: every session, unless other kinds are named."""
        self.statements.run(connection, "drop_tokens", {"name": name, "kinds": list(kinds)})

    def _find(self, connection: psycopg.Connection[Any], secret: str, kind: TokenKind) -> Person | None:
        asked = {"token_hash": _hashed(secret), "kind": kind}
        rows = self.statements.run(connection, "find_token", asked)
        return Person(**rows[0]) if rows else None

    def _new(
        self, connection: psycopg.Connection[Any], name: str, kind: TokenKind, seconds: int | None
    ) -> str:
        secret = secrets.token_urlsafe(32)
        asked = {"token_hash": _hashed(secret), "name": name, "kind": kind, "seconds": seconds}
        self.statements.run(connection, "add_token", asked)
        return secret


def _hashed(secret: str) -> bytes:
    """SHA-256: a secret of 256 random bits cannot be guessed from it, so no slower one is needed."""
    return hashlib.sha256(secret.encode()).digest()
