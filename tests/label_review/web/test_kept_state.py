"""Values are made once for a state, by one thread."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor

from label_review.web.kept_state import KeptState


def test_a_value_is_made_again_for_another_state() -> None:
    kept: KeptState[int] = KeptState()
    made = iter(range(10))

    def ask(name: str, state: int, *, again: bool = False) -> int:
        return kept.get(name, state, lambda: next(made), again=again)

    assert [ask("a", 1), ask("a", 1), ask("a", 2), ask("b", 2), ask("b", 2, again=True), ask("a", 2)] == [
        0, 0, 1, 2, 3, 1,
    ]  # fmt: skip


def test_of_two_who_ask_at_once_one_makes_it() -> None:
    kept: KeptState[int] = KeptState()
    begun, made = threading.Event(), []

    def make() -> int:
        begun.set()
        made.append(1)
        return len(made)

    def slowly() -> int:
        second.append(pool.submit(kept.get, "a", 1, make))
        return make()

    second: list[Future[int]] = []
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "a", 1, slowly)
        assert begun.wait(10)
        assert (first.result(10), second[0].result(10)) == (1, 1)
