"""Who wrote a text, as a number that only the holder of the key can make again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class AuthorHash:
    """BLAKE2b-128 with a key (RFC 7693), 32 hexadecimal digits: the same name gives the same digits.

    `key` is one of the checkout's secrets; no representation shows it.
    """

    key: str = field(repr=False)

    def of(self, name: str) -> str:
        """The digits of a name."""
        hashed = self._keyed.copy()
        hashed.update(name.encode())
        return hashed.hexdigest()

    @cached_property
    def _keyed(self) -> hashlib.blake2b:
        """The hash of no name, which each one goes on from."""
        return hashlib.blake2b(digest_size=16, key=hashlib.sha256(self.key.encode()).digest())
