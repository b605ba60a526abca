"""Iterators side by side: what they yield arrives in order, and no process of theirs outlives the block."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count

import psutil
import pytest

from amzn_review.postgres.forked_iterators import core_count, fork_iterators
from text_files.bad_record import BadRecord


def counted(start: int, stop: int | None = None) -> Iterator[tuple[int, int]]:
    """Numbers, each beside the process that has counted."""
    for number in count(start) if stop is None else range(start, stop):
        yield number, os.getpid()


def failing(error: Exception) -> Iterator[int]:
    yield 1
    raise error


def dying() -> Iterator[int]:
    yield 1
    os.kill(os.getpid(), signal.SIGKILL)
    yield 2


def children() -> list[psutil.Process]:
    found: list[psutil.Process] = psutil.Process().children(recursive=True)
    return found


def test_one_task_runs_here() -> None:
    with fork_iterators([partial(counted, 0, 3)]) as (stream,):
        assert list(stream) == [(0, os.getpid()), (1, os.getpid()), (2, os.getpid())]


def test_each_of_several_tasks_runs_in_a_process_of_its_own() -> None:
    before = children()
    with fork_iterators([partial(counted, 0, 2000), partial(counted, 5000, 5003)]) as (first, second):
        later = list(second)
        earlier = list(first)
    assert [number for number, _ in earlier] == list(range(2000))
    assert [number for number, _ in later] == [5000, 5001, 5002]
    processes = {process for _, process in [*earlier, *later]}
    assert len(processes) == 2
    assert os.getpid() not in processes
    assert children() == before


def test_what_nobody_reads_any_more_is_ended() -> None:
    before = children()
    with fork_iterators([partial(counted, 0), partial(counted, 0)]) as (first, _):
        assert next(first)[0] == 0
        assert len(children()) == len(before) + 2
    assert children() == before


@pytest.mark.parametrize(
    "error",
    [
        OSError(24, "Too many open files", "a.json.gz"),
        BadRecord("empty", "file", "nothing", "a line"),
        ValueError("a sentence"),
    ],
)
def test_the_exception_of_a_task_is_raised_where_its_stream_is_read(error: Exception) -> None:
    tasks: list[Callable[[], Iterator[object]]] = [partial(failing, error), partial(counted, 0, 1)]
    with fork_iterators(tasks) as (first, second):
        assert next(first) == 1
        with pytest.raises(type(error)) as raised:
            next(first)
        assert raised.value.args == error.args
        assert len(list(second)) == 1


def test_a_task_that_is_killed_is_said_to_be() -> None:
    tasks: list[Callable[[], Iterator[object]]] = [dying, partial(counted, 0, 1)]
    with fork_iterators(tasks) as (first, _):
        assert next(first) == 1
        with pytest.raises(OSError, match=r"has ended without a word.*nothing was loaded"):
            next(first)


def test_a_process_with_threads_is_not_copied() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with fork_iterators([partial(counted, 0, 2), partial(counted, 5, 6)]) as (first, second):
            assert {process for _, process in [*first, *second]} == {os.getpid()}
    finally:
        stop.set()
        thread.join()


SCRIPT = """
import signal, time
from functools import partial
from tests.amzn_review.postgres.test_forked_iterators import children, counted, fork_iterators
signal.signal(signal.SIGINT, signal.default_int_handler)  # what is started in the background ignores it
with fork_iterators([partial(counted, 0), partial(counted, 0)]) as streams:
    next(streams[0])
    print(*[child.pid for child in children()], flush=True)
    time.sleep(60)
"""


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_of_a_process_that_was_ended(ending: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as run:
        assert run.stdout is not None
        pids = [int(pid) for pid in run.stdout.readline().split()]
        run.send_signal(ending)
        run.wait(30)
    assert len(pids) == 2
    deadline = time.monotonic() + 30
    while not all(map(gone, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert all(map(gone, pids))


def test_there_is_a_core_and_not_more_than_can_be_fed() -> None:
    assert core_count() == min(len(os.sched_getaffinity(0)), 8)
