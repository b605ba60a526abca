"""One line on stderr that tells what is waited for, for how long, and its status."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_EVERY_SECONDS = 60
_ASKED = "asked"


@contextmanager
def status_line(label: str) -> Iterator[Callable[[str], None]]:
    """Yields ``report_status(status)``.

    A terminal's line counts the seconds; elsewhere each new status is a line, and one a minute says that it
    goes on.
    """
    begin = time.monotonic()
    on_terminal = sys.stderr.isatty()
    now = [_ASKED]
    told: tuple[str, float] = ("", begin)
    over = threading.Event()

    def text() -> str:
        seconds = int(time.monotonic() - begin)
        return f"{label}: {seconds // 60}:{seconds % 60:02} {now[0]}"

    def paint() -> None:
        while not over.wait(1):
            print(f"\r\x1b[K{text()}", end="", file=sys.stderr, flush=True)

    def report_status(status: str) -> None:
        nonlocal told
        now[0] = status
        moment = time.monotonic()
        if on_terminal:
            print(f"\r\x1b[K{text()}", end="", file=sys.stderr, flush=True)
        elif status != told[0] or moment - told[1] >= _EVERY_SECONDS:
            told = (status, moment)
            print(text(), file=sys.stderr, flush=True)

    painter = threading.Thread(target=paint, daemon=True) if on_terminal else None
    if painter:
        painter.start()
    try:
        yield report_status
    finally:
        over.set()
        if painter:
            painter.join()
            # What was never told needs no line of its own.
            print("\r\x1b[K" if now[0] == _ASKED else "\n", end="", file=sys.stderr, flush=True)
