"""The mock stream: drops a category's pieces into uploaded/, as customers would."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from amzn_review.data_layout import DataLayout, piece_names, validate_category
from amzn_review.drop_box import DropBox
from amzn_review.folder_lock import only_process
from amzn_review.progress_bar import Advance

_LONGEST_NAP_S = 0.1


class UploadError(ValueError):
    """There is nothing the uploader could drop; ``str()`` is one sentence."""


@dataclass(frozen=True)
class UploadReport:
    """What a run dropped and left: reviews, its drops by category, files of product metadata dropped."""

    dropped: int
    remaining: int
    by_category: dict[str, int]
    product_files: int


class LocalUploader:
    """Copies DATA_DIR/<category>/*.json.gz into uploaded/reviews/<category>/ at ``rate`` reviews a second.

    The order is shuffled by ``seed`` over all categories and the same in every run over the same pieces.
    Arrivals are Poisson: gaps are exponential with mean 1/rate seconds, none longer than ``max_interval``
    (None: no bound; a bound below a few mean gaps makes the stream faster than ``rate``); rate 0 drops as
    fast as it can. ``limit`` bounds the reviews of one run. ``workers`` threads share the one stream. Setting
    ``stop`` ends the run after the files in flight. No ``categories`` means all that have pieces. Product
    metadata that waits goes first.
    """

    def __init__(
        self,
        layout: DataLayout,
        *,
        categories: Sequence[str] = (),
        rate: float = 0,
        limit: int | None = None,
        workers: int = 1,
        seed: int = 0,
        max_interval: float | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.layout = layout
        self.categories = categories
        self.rate = rate
        self.limit = limit
        self.workers = workers
        self.seed = seed
        self.max_interval = max_interval
        self.stop = stop or threading.Event()

    def run(self, progress: Advance | None = None) -> UploadReport:
        """Drop until the limit, the end or ``stop``; calls ``progress(dropped, to_drop)`` from this thread.

        Raises UploadError, FolderBusyError if another uploader runs on this DATA_DIR, ValueError, OSError.
        """
        categories = self._categories()
        lock_file = self.layout.uploaded_journals / "lock"
        with only_process(lock_file, "uploader", self.layout.root), ExitStack() as boxes:
            product_files = self._drop_products()
            opened = {name: boxes.enter_context(self._box(name).open()) for name in categories}
            waiting = self._waiting(opened)
            stream = _Stream(waiting[: self.limit], opened, self._gaps(), self.layout, self.stop)
            stream.flow(self.workers, progress)
        by_category = {name: stream.dropped[name] for name in categories}
        dropped = sum(by_category.values())
        return UploadReport(dropped, len(waiting) - dropped, by_category, product_files)

    def _categories(self) -> tuple[str, ...]:
        present = self.layout.categories()
        for name in self.categories:
            if validate_category(name) not in present:
                raise UploadError(
                    f"Category {name} has no pieces in {self.layout.pieces(name)}: make them with "
                    "`amzn-review data split FILE`, or leave the category out."
                )
        if not present:
            raise UploadError(
                f"No category has pieces in {self.layout.root}: make them with "
                "`amzn-review data split FILE` or `amzn-review data demo`."
            )
        return tuple(sorted(set(self.categories))) or present

    def _box(self, category: str) -> DropBox:
        # In a folder of their own, so that a category called products keeps its own journal.
        journal = self.layout.uploaded_journals / "reviews" / f"{category}.log"
        return DropBox(self.layout.uploaded_reviews(category), journal)

    def _drop_products(self) -> int:
        if not self.layout.metadata_products.is_dir():
            return 0
        names = piece_names(self.layout.metadata_products)
        dropped = 0
        with DropBox(
            self.layout.uploaded_products, self.layout.uploaded_journals / "products.log"
        ).open() as box:
            for name in names:
                if name not in box.dropped and not self.stop.is_set():
                    box.drop(self.layout.metadata_products / name)
                    dropped += 1
        return dropped

    def _waiting(self, opened: dict[str, DropBox]) -> list[tuple[str, str]]:
        pieces = [(name, piece) for name in opened for piece in piece_names(self.layout.pieces(name))]
        # Shuffled before the dropped ones are left out, so that a restart goes on in the same order.
        random.Random(self.seed).shuffle(pieces)  # noqa: S311 - an order, not a secret
        return [(name, piece) for name, piece in pieces if piece not in opened[name].dropped]

    def _gaps(self) -> Iterator[float]:
        chance = random.Random(f"gaps:{self.seed}")  # noqa: S311 - a mock stream, not a secret
        longest = float("inf") if self.max_interval is None else self.max_interval
        while True:
            yield min(chance.expovariate(self.rate), longest) if self.rate else 0.0


class _Stream:
    """One run's arrivals, shared by its workers."""

    def __init__(
        self,
        arrivals: Sequence[tuple[str, str]],
        boxes: dict[str, DropBox],
        gaps: Iterator[float],
        layout: DataLayout,
        stop: threading.Event,
    ) -> None:
        self.arrivals = arrivals
        self.boxes = boxes
        self.gaps = gaps
        self.layout = layout
        self.stop = stop
        self.dropped: Counter[str] = Counter()
        self.failure: BaseException | None = None
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
                    progress(self.dropped.total(), len(self.arrivals))
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
            progress(self.dropped.total(), len(self.arrivals))

    def _work(self) -> None:
        try:
            while arrival := self._next_arrival():
                category, name = arrival
                self.boxes[category].drop(self.layout.pieces(category) / name)
                with self._count:
                    self.dropped[category] += 1
        except Exception as error:  # noqa: BLE001 - kept for flow(), which raises it in the caller's thread
            self.failure = error

    def _next_arrival(self) -> tuple[str, str] | None:
        # Only one worker waits for the next arrival; the others copy what has arrived.
        with self._turn:
            self._due += next(self.gaps)
            while (nap := self._due - time.monotonic()) > 0 and not self._ended():
                self.stop.wait(min(nap, _LONGEST_NAP_S))
            return None if self._ended() else next(self._queue, None)

    def _ended(self) -> bool:
        return self.stop.is_set() or self.failure is not None
