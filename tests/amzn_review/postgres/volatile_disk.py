"""A disk that keeps only what was synced: what POSIX promises of a power cut, and no more.

Bytes that were not synced are lost, the file is empty then. A name that was made, changed or removed is on
the disk once its folder was synced; until then it may be, or not. Folders themselves stay. Names of one
folder reach the disk in their order; a rename is one step of both its folders.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

Names = dict[str, int]  # path -> number of the file


class PowerCutError(BaseException):
    """Nothing runs any more."""


@dataclass(frozen=True)
class _Step:
    """A change of names that is not on the disk yet: a file leaves `source`, or appears at `target`."""

    number: int
    source: str | None
    target: str | None

    @property
    def folders(self) -> set[str]:
        return {str(Path(path).parent) for path in (self.source, self.target) if path}

    def apply(self, names: Names) -> None:
        if self.source:
            names.pop(self.source, None)
        if self.target:
            names[self.target] = self.number


@dataclass
class VolatileDisk:
    """Watches what this process does below `root`, and cuts the power before step `cut_at`, from 0."""

    root: Path
    cut_at: int
    steps: int = 0
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _now: Names = field(default_factory=dict)
    _synced: Names = field(default_factory=dict)
    _bytes: dict[int, bytes] = field(default_factory=dict)
    _pending: list[_Step] = field(default_factory=list)
    _one_at_a_time: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        """Whatever is there was synced."""
        for path in filter(Path.is_file, self.root.rglob("*")):
            number = self._now[str(path)] = next(self._numbers)
            self._bytes[number] = path.read_bytes()
        self._synced = dict(self._now)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Every change of names and every sync of the block, of all its threads, is seen."""
        with (
            patch("os.fsync", self._wrapped(os.fsync, self._fsync)),
            patch("os.rename", self._wrapped(os.rename, self._rename)),
            patch("os.replace", self._wrapped(os.replace, self._rename)),
            patch("os.link", self._wrapped(os.link, self._link)),
            patch("os.unlink", self._wrapped(os.unlink, self._unlink)),
        ):
            yield

    def restore(self, share: float) -> None:
        """Leave on the real disk what the power cut has left, and the first `share` of what it may have."""
        names = dict(self._synced)
        for step in self._pending[: round(len(self._pending) * share)]:
            step.apply(names)
        for path in filter(Path.is_file, self.root.rglob("*")):
            path.unlink()
        old = time.time() - 3600
        for name, number in names.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(self._bytes.get(number, b""))
            os.utime(name, (old, old))

    def _wrapped(self, real: Callable[..., Any], note: Callable[..., None]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            with self._one_at_a_time:
                if self.steps >= self.cut_at:
                    raise PowerCutError
                self.steps += 1
                result = real(*arguments, **options)
                note(*arguments, **options)
                return result

        return wrapper

    def _fsync(self, descriptor: int) -> None:
        opened = Path(f"/proc/self/fd/{descriptor}").readlink()
        path = str(opened)
        if not opened.is_dir():
            self._bytes[self._number(path)] = opened.read_bytes()
            return
        waiting: list[_Step] = []
        arrived: list[_Step] = []
        folders = {path}
        # What came before a step, in one of its folders, is on the disk before it.
        for step in reversed(self._pending):
            if step.folders & folders:
                folders |= step.folders
                arrived.append(step)
            else:
                waiting.append(step)
        for step in reversed(arrived):
            step.apply(self._synced)
        self._pending = waiting[::-1]

    def _rename(
        self, source: Any, target: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        before, after = _path(source, src_dir_fd), _path(target, dst_dir_fd)
        number = self._now.pop(before, None)
        if number is None:
            number = self._number(before)
            del self._now[before]
        self._now[after] = number
        self._pending.append(_Step(number, before, after))

    def _link(self, source: Any, target: Any, **_: Any) -> None:
        number = self._now[_path(target, None)] = self._number(_path(source, None))
        self._pending.append(_Step(number, None, _path(target, None)))

    def _unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        name = _path(path, dir_fd)
        number = self._now.pop(name, None)
        if number is not None:
            self._pending.append(_Step(number, name, None))

    def _number(self, path: str) -> int:
        return self._now.setdefault(path, next(self._numbers))


def _path(path: Any, folder: int | None) -> str:
    """The whole path of a name in an open folder."""
    return str(Path(f"/proc/self/fd/{folder}").readlink() / path if folder is not None else Path(path))
