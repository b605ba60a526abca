"""Progress of long work on stderr: one line a step, with the seconds it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Steps:
    """Names and times the steps of one job. `seconds` holds what each took, by its key."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False)
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, key: str, title: str) -> Iterator[None]:
        """Show `title` while the body runs and, when it is done, the seconds it took."""
        started = time.monotonic()
        if not self.console.is_terminal:
            self.console.print(f"  … {title}")
        try:
            with self.console.status(title):
                yield
        except BaseException:
            self.console.print(f"  ✗ {title} ({time.monotonic() - started:.1f} s)")
            raise
        self.seconds[key] = round(time.monotonic() - started, 1)
        self.console.print(f"  ✓ {title} ({self.seconds[key]:.1f} s)")
