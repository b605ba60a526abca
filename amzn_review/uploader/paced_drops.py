"""One run's arrivals, each dropped when its time has come."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from amzn_review.uploader.destination import Box
from console.progress_bar import Advance

_LONGEST_NAP_S = 0.1


@dataclass(frozen=True)
class ScheduledDrop:
    """Files of a category that are dropped together, ``reviews`` of the stream after the last ones."""

    category: str
    files: tuple[Path, ...]
    reviews: int


class PacedDrops:
    """The arrivals, shared by threads; ``dropped`` counts review files by category."""

    def __init__(
        self,
        arrivals: Sequence[ScheduledDrop],
        boxes: Mapping[str, Box],
        gaps: Iterator[float],
        stop: threading.Event,
    ) -> None:
        self.boxes = boxes
        self.gaps = gaps
        self.stop = stop
        self.dropped: Counter[str] = Counter()
        self.failure: BaseException | None = None
        self._total = sum(len(arrival.files) for arrival in arrivals)
        self._turn = threading.Lock()
        self._count = threading.Lock()
        self._queue = iter(arrivals)
        self._due = 0.0

    def flow(self, workers: int, progress: Advance | None) -> None:
        """Drop every arrival at its time; raises what a worker met."""
        self._due = time.monotonic()
        threads = [threading.Thread(target=self._work, name=f"uploader-{n}") for n in range(workers)]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                threads[0].join(_LONGEST_NAP_S)
                if progress:
                    progress(self.dropped.total(), self._total)
        except BaseException as error:
            # A Ctrl-C in a notebook: the boxes may close only when nobody writes into them.
            self.failure = error
            raise
        finally:
            for thread in threads:
                thread.join()
        if self.failure:
            raise self.failure
        if progress:
            progress(self.dropped.total(), self._total)

    def _work(self) -> None:
        try:
            while arrival := self._next_arrival():
                self.boxes[arrival.category].drop(*arrival.files)
                with self._count:
                    self.dropped[arrival.category] += len(arrival.files)
        except Exception as error:  # noqa: BLE001 - kept for flow(), which raises it in the caller's thread
            self.failure = error

    def _next_arrival(self) -> ScheduledDrop | None:
        # Only one worker waits for the next arrival; the others drop what has arrived.
        with self._turn:
            arrival = next(self._queue, None)
            if arrival is None:
                return None
            self._due += sum(next(self.gaps) for _ in range(arrival.reviews))
            while (nap := self._due - time.monotonic()) > 0 and not self._ended():
                self.stop.wait(min(nap, _LONGEST_NAP_S))
            return None if self._ended() else arrival

    def _ended(self) -> bool:
        return self.stop.is_set() or self.failure is not None
