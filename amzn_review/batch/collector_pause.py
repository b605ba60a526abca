"""Python's cycle collector, paused where there are no cycles to find."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Collect no cycles while the block runs; objects without cycles are freed at once all the same.

    Rows by the thousand are tuples of plain values: the collector would walk through all of them again and
    again and find nothing, in about a tenth of the time of a load (docs/loading.md).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
