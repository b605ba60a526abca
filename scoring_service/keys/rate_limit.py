"""How often somebody may ask: a bucket of tokens for each, which fills again over a period."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import NamedTuple

MOST_CLIENTS = 10_000


class Allowance(NamedTuple):
    """`remaining` whole requests of `limit`; in `reset_seconds` there is another one, if there is none."""

    is_allowed: bool
    limit: int
    remaining: int
    reset_seconds: int


class RateLimit:
    """A bucket for each client, of as many tokens as it may send requests in `period` seconds."""

    def __init__(self, period: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._period = period
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, client: str, limit: int, cost: int = 1) -> Allowance:
        """Take `cost` tokens of the client's, if there are as many; `limit` is how many it may have."""
        now = self._clock()
        tokens, since = self._buckets.get(client, (float(limit), now))
        tokens = min(limit, tokens + (now - since) * limit / self._period)
        is_allowed = tokens >= cost
        if is_allowed:
            tokens -= cost
        self._buckets[client] = (tokens, now)
        if len(self._buckets) > MOST_CLIENTS:
            self._forget_full(now)
        missing = max(0.0, (1 if is_allowed else cost) - tokens)
        return Allowance(is_allowed, limit, int(tokens), math.ceil(missing * self._period / limit))

    def _forget_full(self, now: float) -> None:
        """A bucket that nobody has taken from for a period is full, as a new one is."""
        self._buckets = {
            client: bucket for client, bucket in self._buckets.items() if now - bucket[1] < self._period
        }
