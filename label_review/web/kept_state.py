"""Values that cost seconds to make and hold as long as what they were made from."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class KeptState(Generic[Value]):
    """One value a name, made again when the state that it was made from is another.

    While one thread makes a value, others that ask for the same name wait for it, those that ask for another
    do not.
    """

    def __init__(self) -> None:
        self._values: dict[str, tuple[Hashable, Value]] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def get(self, name: str, state: Hashable, make: Callable[[], Value], *, again: bool = False) -> Value:
        """The value of the name; made by `make` when there is none of this state, or `again`."""
        with self._locks[name]:
            kept = self._values.get(name)
            if again or kept is None or kept[0] != state:
                kept = self._values[name] = (state, make())
            return kept[1]
