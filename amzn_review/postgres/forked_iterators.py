"""Iterators that run side by side, each in a process of its own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, TypeVar

_Message = TypeVar("_Message")
_MOST_PROCESSES = 8  # one connection to the warehouse takes no more rows than a few of them make
_END = None


def core_count() -> int:
    """How many processes may run at a time: the cores that this one may use."""
    return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)


@contextmanager
def fork_iterators(tasks: Sequence[Callable[[], Iterator[_Message]]]) -> Iterator[list[Iterator[_Message]]]:
    """What each task yields, while the block runs; a task's exception is raised where its stream is read.

    A single task runs here. So do several in a process that has threads, because its copy could hold a lock
    that one of them has taken for ever. Else each runs in a copy of this process (fork(2)), ahead of who
    reads its stream by as much as a pipe holds; at the block's end it is ended, whatever it still had to say.
    """
    if len(tasks) <= 1 or threading.active_count() > 1:
        yield [task() for task in tasks]
        return
    with ExitStack() as stack:
        receivers: list[Connection] = []
        for task in tasks:
            receivers.append(stack.enter_context(_forked(task, receivers)))
        yield [_received(receiver) for receiver in receivers]


@contextmanager
def _forked(task: Callable[[], Iterator[Any]], others: Sequence[Connection]) -> Iterator[Connection]:
    receiver, sender = Pipe(duplex=False)
    pid = os.fork()
    if not pid:
        _run_and_exit(task, sender, [*others, receiver])
    sender.close()
    try:
        yield receiver
    finally:
        receiver.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _run_and_exit(
    task: Callable[[], Iterator[Any]], sender: Connection, not_ours: Sequence[Connection]
) -> None:
    """The life of the copy. It leaves without a word when nobody reads any more, as after a kill."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all; the loader decides
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # While we held a copy of the other end, a write would block for ever instead of failing.
        for connection in not_ours:
            connection.close()
        with suppress(BrokenPipeError):
            _send_all(task, sender)
    finally:
        os._exit(0)  # without the clean-up of the process whose copy this is


def _send_all(task: Callable[[], Iterator[Any]], sender: Connection) -> None:
    try:
        for message in task():
            sender.send(message)
        sender.send(_END)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the reader of the stream raises it
        sender.send(error)


def _received(receiver: Connection) -> Iterator[Any]:
    while True:
        try:
            message = receiver.recv()
        except EOFError:
            raise OSError(
                "A process that reads files has ended without a word, as when memory runs out: nothing was "
                "loaded. Run the load again, with a smaller LOAD_BATCH_FILES."
            ) from None
        if message is _END:
            return
        if isinstance(message, Exception):
            raise message
        yield message
