"""Progress of long work on stderr: a line when a step begins, and one with the seconds it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Steps:
    """Names and times the steps of one job. `seconds` holds what each key's steps took together."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False)
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, key: str, title: str) -> Iterator[None]:
        """Print `title` before the body runs and, when it is done, the seconds it took."""
        started = time.monotonic()
        self.console.print(f"  … {title}", soft_wrap=True)
        try:
            yield
        except BaseException:
            self.console.print(f"  ✗ {title} ({time.monotonic() - started:.1f} s)", soft_wrap=True)
            raise
        spent = time.monotonic() - started
        self.seconds[key] = round(self.seconds.get(key, 0) + spent, 1)
        self.console.print(f"  ✓ {title} ({spent:.1f} s)", soft_wrap=True)
