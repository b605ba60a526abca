from __future__ import annotations

import random
import threading
import time
from collections.abc import Generator, Iterator

import pytest

from storage.ordered_work import ordered_work


class Watched:
    """Items that are counted when they are begun and ended."""

    def __init__(self, weights: list[int]) -> None:
        self.weights = weights
        self.given = 0
        self.begun: list[int] = []
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[int]:
        for number in range(len(self.weights)):
            self.given += 1
            yield number

    def work(self, number: int) -> int:
        with self._lock:
            self.begun.append(number)
        time.sleep(random.uniform(0, 0.003))
        if self.weights[number] < 0:
            raise ValueError(f"item {number}")
        return number * 10

    def results(self, *, most_weight: int = 1_000, most_items: int = 8) -> Iterator[int]:
        return ordered_work(
            self.work,
            self,
            threads=4,
            weigh=lambda number: self.weights[number],
            most_weight=most_weight,
            most_items=most_items,
        )


def test_results_come_in_the_order_of_the_items() -> None:
    assert list(Watched([1] * 200).results()) == [number * 10 for number in range(200)]


@pytest.mark.parametrize(("most_weight", "most_items", "ahead"), [(1_000, 8, 8), (30, 100, 3), (5, 100, 1)])
def test_no_more_is_read_ahead_than_allowed(most_weight: int, most_items: int, ahead: int) -> None:
    watched = Watched([10] * 50)
    for taken, _ in enumerate(watched.results(most_weight=most_weight, most_items=most_items), start=1):
        # One more is read, to be weighed, before the oldest result is handed out.
        assert watched.given - taken <= ahead
        assert len(watched.begun) - taken < ahead


def test_a_failure_is_raised_at_its_place() -> None:
    watched = Watched([1] * 20 + [-1] + [1] * 200)
    results = watched.results()
    assert [next(results) for _ in range(20)] == [number * 10 for number in range(20)]
    with pytest.raises(ValueError, match="item 20"):
        next(results)
    assert max(watched.begun) <= 20 + 8


def test_who_stops_early_leaves_nothing_running() -> None:
    watched = Watched([1] * 500)
    results = watched.results()
    next(results)
    before = threading.active_count()
    assert isinstance(results, Generator)
    results.close()
    assert threading.active_count() == before - 4
    assert len(watched.begun) <= 9
