"""How `make test` shares the tests among processes: a file at a time, the slow files first and one by one."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

import psutil
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

# A process that tests holds Airflow, TensorFlow and a PostgreSQL, and starts more of each.
_BYTES_EACH = 4 * 2**30
_TEAR_DOWN_S = 120
_PROCESSES: list[WorkerController] = []


class SlowFilesByFolder(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """A file's tests run in one process, which makes the file's fixtures once; so do a folder's slow files.

    Each slow file starts what takes every core: more of them at once would wait for each other.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        path = self.config.rootpath / file
        return f"slow files of {path.parent}" if _is_slow(path) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SlowFilesByFolder | None:
    """Take the place of `--dist loadfile`."""
    return SlowFilesByFolder(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores, as far as the memory holds them.

    With one a core, cores were idle for a seventh of the time: tests wait for servers that start or stop.
    """
    that_fit = int(psutil.virtual_memory().total // _BYTES_EACH)
    return max(1, min(len(os.sched_getaffinity(0)) + 1, that_fit))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the slow tests: at the end, all but one process would have nothing to do beside them."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_configure_node(node: WorkerController) -> None:
    """Remember a process that is about to test."""
    _PROCESSES.append(node)


def pytest_keyboard_interrupt() -> None:
    """Let each process stop the servers that it has started: pytest-xdist kills it after a few seconds."""
    for process in _PROCESSES:
        process.shutdown()
    for process in _PROCESSES:
        with suppress(process.channel.TimeoutError, process.channel.RemoteError):
            process.channel.waitclose(_TEAR_DOWN_S)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name gzipped bytes, which hold a moment, after their argument: all processes need the same names."""
    return argname if isinstance(val, bytes) and val.startswith(b"\x1f\x8b") else None


@cache
def _is_slow(file: Path) -> bool:
    # The process that shares the tests does not import them. pytest-xdist's own groups are of no use: they
    # change nothing with pytest 9.2, see https://github.com/pytest-dev/pytest-xdist/issues/1386.
    return "pytest.mark.slow" in file.read_text()
