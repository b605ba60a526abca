"""One process at a time in a folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import SentenceError


class FolderBusyError(SentenceError):
    """Another process works in the folder; ``str()`` is one sentence."""


@contextmanager
def only_process(lock_file: Path, work: str, place: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock while the block runs; the kernel lets go of it however the process ends (flock(2)).

    If another process holds it, waits until it is free or, without ``wait``, raises FolderBusyError, naming
    ``work`` ("uploader") and ``place``.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    is_ours = False
    while not is_ours:
        descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            os.close(descriptor)
            raise FolderBusyError(
                f"Another {work} is at work in {place}: wait until it has ended, or stop it first."
            ) from error
        # Who removed the file while we waited lets others lock a new one: then ours is worth nothing.
        is_ours = lock_file.exists() and os.path.samestat(os.fstat(descriptor), lock_file.stat())
        if not is_ours:
            os.close(descriptor)
    try:
        yield
    finally:
        os.close(descriptor)
