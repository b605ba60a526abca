"""Work on many items at once, handed back in their order, with bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def ordered_work(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    threads: int,
    weigh: Callable[[Item], int],
    most_weight: int,
    most_items: int,
) -> Iterator[Result]:
    """``work(item)`` of each item, in the items' order, by ``threads`` threads.

    At most ``most_items`` items and ``most_weight`` by ``weigh`` (but always one item) are under way or done
    and not yet taken; ``items`` is read no further ahead. What ``work`` raises is raised at its item's
    place; then, and when the caller stops early, what is under way ends first and nothing else begins.
    """
    waiting: deque[tuple[Future[Result], int]] = deque()
    held = 0
    pool = ThreadPoolExecutor(threads, thread_name_prefix="bucket")
    try:
        for item in items:
            weight = weigh(item)
            while waiting and (held + weight > most_weight or len(waiting) >= most_items):
                future, done_weight = waiting.popleft()
                yield future.result()
                held -= done_weight
            waiting.append((pool.submit(work, item), weight))
            held += weight
        while waiting:
            future, _ = waiting.popleft()
            yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
