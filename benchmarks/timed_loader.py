"""Our loader with a clock: how long until the commit of each batch, and how long it archives after that."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.batch.arrival_source import ArrivalSource
from amzn_review.batch.arrivals import Arrival
from amzn_review.batch.manifest import Manifest
from amzn_review.data_layout import DataLayout
from amzn_review.postgres.loader import Loader

SQL_DIR = Path(__file__).resolve().parents[1] / "workflow" / "sql"


@dataclass
class LoadTimes:
    """Seconds until the commits of all batches, seconds of archiving after each, rows loaded."""

    until_commits: float = 0.0
    archiving: float = 0.0
    loaded: int = 0


class _TimedLoader(Loader):
    committed_at = 0.0

    def _load_arrivals(self, waiting: Sequence[Arrival]) -> tuple[Manifest, BalanceSheet] | None:
        batch = super()._load_arrivals(waiting)
        self.committed_at = time.perf_counter()
        return batch


def timed_load(data_dir: Path, uri: str, source: ArrivalSource | None = None) -> LoadTimes:
    """Load all that waits below `data_dir`/uploaded or in `source`, with the default limits."""
    times = LoadTimes()
    began = time.perf_counter()
    layout = DataLayout(data_dir)
    loader = _TimedLoader(layout, lambda: psycopg.connect(uri), SQL_DIR, run_id="benchmark", source=source)
    for sheet in loader.run():
        archived = time.perf_counter()
        times.until_commits += loader.committed_at - began
        times.archiving += archived - loader.committed_at
        times.loaded += sheet.loaded
        began = archived
    times.until_commits += time.perf_counter() - began  # that nothing waits any more is found out too
    return times
