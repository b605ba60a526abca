"""A loading process that is there to be killed: it imports, says "ready", and loads what it is told.

Its stdin brings a line of JSON with the fields of FaultJob.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from amzn_review.data_layout import DataLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.loader import Loader
from benchmarks.stream_server import source_at
from benchmarks.workshop import SQL_DIR

READY = "ready\n"
_SLICES = 5  # of a batch, so that several processes read it, however small it is


@dataclass(frozen=True)
class FaultJob:
    """The data folder, the warehouse's address, the files of one transaction; a stream to load from too."""

    data_dir: str
    uri: str
    batch_files: int
    stream_url: str = ""

    def run(self) -> None:
        """Load all that waits, however much of it is bad."""
        limits = LoadLimits(batch_files=self.batch_files, max_bad_percent=100)
        layout = DataLayout(Path(self.data_dir))
        loader = Loader(layout, lambda: psycopg.connect(self.uri), SQL_DIR, "faults", limits)
        if self.stream_url:
            loader.source = source_at(self.stream_url, layout)
        loader.slice_files = -(-self.batch_files // _SLICES)
        for _ in loader.run():
            pass


if __name__ == "__main__":
    sys.stdout.write(READY)
    sys.stdout.flush()
    FaultJob(**json.loads(sys.stdin.readline())).run()
