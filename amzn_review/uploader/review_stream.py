"""A stream of reviews out of DATA_DIR into a destination, and what goes before it."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from amzn_review.data_layout import DataLayout, review_file_names, validate_category
from amzn_review.uploader.destination import Box, Destination
from amzn_review.uploader.paced_drops import PacedDrops, ScheduledDrop
from amzn_review.uploader.waiting_climate import climate_names, station_list_names
from console.progress_bar import Advance
from errors import SentenceError
from storage.folder_lock import only_process


class UploadError(SentenceError):
    """There is nothing the uploader could drop; ``str()`` is one sentence."""


@dataclass(frozen=True)
class UploadReport:
    """What a run dropped and left: reviews, its drops by category, files of products and of climate."""

    dropped: int
    remaining: int
    by_category: dict[str, int]
    product_files: int
    climate_files: int = 0


class Pace(TypedDict, total=False):
    """How a stream flows; see ReviewStream."""

    categories: Sequence[str]
    rate: float
    limit: int | None
    workers: int
    seed: int
    max_interval: float | None
    stop: threading.Event | None
    left_out: Mapping[str, Container[str]]


class ReviewStream:
    """Drops DATA_DIR/<category>/*.json.gz below reviews/ of a destination, at ``rate`` reviews a second.

    The order is shuffled by ``seed`` over all categories and the same in every run over the same files.
    Arrivals are Poisson: gaps are exponential with mean 1/rate seconds, none longer than ``max_interval``
    (None: no bound; a bound below a few mean gaps makes the stream faster than ``rate``); rate 0 drops as
    fast as it can. ``limit`` bounds the reviews of one run. ``workers`` threads share the one stream. Setting
    ``stop`` ends the run after the files in flight. No ``categories`` means all that have files. ``batch``
    reviews of a category are dropped together, when the last of them is due; the run's last ones may be
    fewer. Product metadata and climate files that wait go first. ``left_out`` names files that are not
    dropped, by their folder below uploaded/.
    """

    def __init__(
        self,
        layout: DataLayout,
        destination: Destination,
        *,
        categories: Sequence[str] = (),
        rate: float = 0,
        limit: int | None = None,
        workers: int = 1,
        seed: int = 0,
        max_interval: float | None = None,
        stop: threading.Event | None = None,
        batch: int = 1,
        left_out: Mapping[str, Container[str]] | None = None,
    ) -> None:
        self.layout = layout
        self.destination = destination
        self.categories = categories
        self.rate = rate
        self.limit = limit
        self.workers = workers
        self.seed = seed
        self.max_interval = max_interval
        self.stop = stop or threading.Event()
        self.batch = batch
        self.left_out = left_out or {}

    def run(self, progress: Advance | None = None) -> UploadReport:
        """Drop until the limit, the end or ``stop``; calls ``progress(dropped, to_drop)`` from this thread.

        Raises UploadError, FolderBusyError if another uploader has this destination, ValueError, OSError, and
        what the destination raises.
        """
        categories = self._categories()
        lock_file = self.destination.journals / "lock"
        with only_process(lock_file, "uploader", self.layout.root), ExitStack() as boxes:
            products = self._drop_first("metadata/products", self.layout.metadata_products, review_file_names)
            stations = self._drop_first("metadata/climate", self.layout.metadata_climate, station_list_names)
            days = self._drop_first("climate", self.layout.climate, climate_names)
            opened = {
                name: boxes.enter_context(self.destination.open_box(f"reviews/{name}")) for name in categories
            }
            waiting = self._waiting(opened)
            stream = PacedDrops(list(self._arrivals(waiting[: self.limit])), opened, self._gaps(), self.stop)
            stream.flow(self.workers, progress)
        by_category = {name: stream.dropped[name] for name in categories}
        dropped = sum(by_category.values())
        return UploadReport(dropped, len(waiting) - dropped, by_category, products, stations + days)

    def _categories(self) -> tuple[str, ...]:
        present = self.layout.categories()
        for name in self.categories:
            if validate_category(name) not in present:
                raise UploadError(
                    f"Category {name} has no pieces in {self.layout.review_folder(name)}: make them with "
                    "`amzn-review data split FILE`, or leave the category out."
                )
        if not present:
            raise UploadError(
                f"No category has pieces in {self.layout.root}: make them with "
                "`amzn-review data split FILE` or `amzn-review data demo`."
            )
        return tuple(sorted(set(self.categories))) or present

    def _drop_first(self, folder: str, source: Path, names: Callable[[Path], list[str]]) -> int:
        if not source.is_dir():
            return 0
        dropped = 0
        with self.destination.open_box(folder) as box:
            for name in names(source):
                if self._is_new(box, folder, name) and not self.stop.is_set():
                    box.drop(source / name)
                    dropped += 1
        return dropped

    def _waiting(self, opened: Mapping[str, Box]) -> list[tuple[str, str]]:
        review_files = [
            (category, name)
            for category in opened
            for name in review_file_names(self.layout.review_folder(category))
        ]
        # Shuffled before the dropped ones are left out, so that a restart goes on in the same order.
        random.Random(self.seed).shuffle(review_files)
        return [
            (category, name)
            for category, name in review_files
            if self._is_new(opened[category], f"reviews/{category}", name)
        ]

    def _is_new(self, box: Box, folder: str, name: str) -> bool:
        return name not in box.dropped and name not in self.left_out.get(folder, ())

    def _arrivals(self, waiting: Sequence[tuple[str, str]]) -> Iterator[ScheduledDrop]:
        together: dict[str, list[Path]] = defaultdict(list)
        since = 0
        for category, name in waiting:
            since += 1
            together[category].append(self.layout.review_folder(category) / name)
            if len(together[category]) == self.batch:
                yield ScheduledDrop(category, tuple(together.pop(category)), since)
                since = 0
        for category, review_files in together.items():
            yield ScheduledDrop(category, tuple(review_files), since)
            since = 0

    def _gaps(self) -> Iterator[float]:
        chance = random.Random(f"gaps:{self.seed}")
        longest = float("inf") if self.max_interval is None else self.max_interval
        while True:
            yield min(chance.expovariate(self.rate), longest) if self.rate else 0.0
