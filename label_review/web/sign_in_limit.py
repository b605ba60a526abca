"""How often somebody may try to sign in."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable


class SignInLimit:
    """At most `most` failures within `seconds`, of all who try: on loopback all have one address."""

    def __init__(
        self, most: int = 10, seconds: float = 60, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.most, self.seconds, self.clock = most, seconds, clock
        self._failures: deque[float] = deque()
        self._lock = threading.Lock()

    def wait_seconds(self) -> int:
        """Seconds until the next try is heard; 0: now."""
        with self._lock:
            now = self.clock()
            while self._failures and self._failures[0] <= now - self.seconds:
                self._failures.popleft()
            if len(self._failures) < self.most:
                return 0
            return max(1, round(self._failures[0] + self.seconds - now))

    def note_failure(self) -> None:
        """A try has failed."""
        with self._lock:
            self._failures.append(self.clock())
