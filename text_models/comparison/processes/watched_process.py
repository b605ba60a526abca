"""A process that is ended when it takes more memory than it may, or the time is over."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psutil

EVERY_SECONDS = 0.05
MEGABYTE = 1 << 20
LONGEST_REASON = 600


class Ending(StrEnum):
    """How a process has ended: as it should, by a refusal of its own, because of a limit, or by a fault."""

    DONE = "done"
    REFUSED = "refused"
    LIMIT = "limit"
    FAULT = "fault"


@dataclass(frozen=True)
class Outcome:
    """How a process has ended, and why in words; empty when it is done.

    `signal` is the number of the signal that ended it, from elsewhere than here; 0 when none did.
    """

    ending: Ending
    reason: str = ""
    signal: int = 0


@dataclass(frozen=True)
class Limits:
    """`memory_bytes` for one process; `deadline`, of `time.monotonic`, and the budget as it is told."""

    memory_bytes: int | None = None
    deadline: float | None = None
    budget: str = ""

    def seconds_left(self) -> float | None:
        """Return the seconds until the deadline, 0 when it is over; None without one."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())


def run_watched(
    module: str, folder: Path, limits: Limits, *, refused: int, meanwhile: Callable[[], None] = lambda: None
) -> Outcome:
    """Run `python -m MODULE FOLDER` within the limits; status `refused` is a refusal, told on its stderr.

    The process is killed when it goes beyond one of them, or the caller is interrupted. `meanwhile` is called
    at each look at it, several times a second.
    """
    if limits.seconds_left() == 0.0:
        return Outcome(Ending.LIMIT, f"not begun: the budget of {limits.budget} was spent")
    told = folder / "stderr.txt"
    with told.open("wb") as stderr:
        process = subprocess.Popen(
            # -E: without variables of the interpreter's, one of which would have all imports compiled again.
            [sys.executable, "-E", "-X", "utf8", "-m", module, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    began = time.monotonic()
    try:
        if broken := _wait(process, limits, began, meanwhile):
            return Outcome(Ending.LIMIT, broken)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    return _outcome(process.returncode, told, refused)


def _wait(
    process: subprocess.Popen[bytes], limits: Limits, began: float, meanwhile: Callable[[], None]
) -> str:
    """Wait until the process has ended; return which limit it broke, empty if none."""
    while True:
        try:
            process.wait(EVERY_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        else:
            return ""
        meanwhile()
        if limits.seconds_left() == 0.0:
            return f"ended after {time.monotonic() - began:.0f} s: the budget of {limits.budget} was spent"
        held = _held_bytes(process.pid)
        if limits.memory_bytes is not None and held > limits.memory_bytes:
            return f"ended at {held / MEGABYTE:,.0f} MB: it may hold {limits.memory_bytes / MEGABYTE:,.0f} MB"


def _held_bytes(pid: int) -> int:
    """The physical memory of a process and those that it started; 0 when it has ended."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    held = 0
    for member in family:
        try:
            held += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return held


def _outcome(status: int, told: Path, refused: int) -> Outcome:
    if status == 0:
        return Outcome(Ending.DONE)
    lines = told.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    last = lines[-1][:LONGEST_REASON] if lines else "it said nothing"
    if status == refused:
        return Outcome(Ending.REFUSED, last)
    if status < 0:
        name = signal.Signals(-status).name
        return Outcome(Ending.FAULT, f"its process was killed by signal {-status} ({name})", -status)
    return Outcome(Ending.FAULT, f"its process ended with status {status}: {last}")
