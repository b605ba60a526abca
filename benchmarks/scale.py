"""What many files, and many rows that are there already, do to our loader's speed and memory.

Rules of the measurement:
- One-review files as in BENCH=load. A PostgreSQL server of the benchmark's own, set up as the
  embedded one.
- files: that many wait at once, in tables that are empty. Seconds of a whole run of the loader, archive
  included, and until the commits alone; a process of its own, with the limits that a user has by default.
  peak_mb is the most memory that this process ever held, and its largest reader as often as there are
  readers; pages that they share count twice.
- into_rows: 10,000 files into tables that already hold that many reviews, by 0.4 times as many reviewers, of
  0.02 times as many products, on the days of 20 years, under random keys. Half of the reviewers and products
  of the files are among them. Medians of 5 batches with other reviews each, each after a checkpoint, so that
  it pays for the full page images of PostgreSQL's log. Before them the indexes are read into PostgreSQL's
  memory, where those of a server stay that has loaded before; a batch before that does not count and is given
  apart, as the first after a start.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from amzn_review.data_layout import DataLayout
from amzn_review.postgres.run_sql import run_sql
from amzn_review.postgres.tables import create_tables, drop_tables
from benchmarks.bench_error import BenchError
from benchmarks.contender import CATEGORY, Contender, answer_of
from benchmarks.contenders.contender_job import ContenderJob, Seconds
from benchmarks.fill import FOLDER, fill, products_of, reviewers_of
from benchmarks.machine import machine
from benchmarks.review_files import ReviewFiles
from benchmarks.scale_result import Measured, scale_result, scale_table
from benchmarks.workshop import ROOT, SQL_DIR, WORKSHOPS, Workshop, open_workshop
from console.progress_bar import count_bar
from console.steps import Steps
from services.postgres.databases import DatabaseAddress

_OURS = Contender("ours", "reviews", takes_files=True)
_BYTES_A_FILE = 8_000  # a block of the disk, the row with its indexes, the archive
_BYTES_A_ROW = 1_200  # with its indexes
_BYTES_BESIDE = 3_000_000_000  # PostgreSQL's log, and its sorting


@dataclass(frozen=True)
class Sizes:
    """How many files at once, how many rows already there; how large a batch into those, and how often."""

    files: tuple[int, ...] = (100_000, 300_000, 1_000_000)
    rows: tuple[int, ...] = (0, 1_000_000, 10_000_000)
    batch: int = 10_000
    batches: int = 5


def main() -> None:
    """Measure, print a table, write benchmarks/results/scale.json. Raises BenchError, ServiceError.

    SCALE_FILES="1000,3000" and SCALE_ROWS="0,5000" in the environment measure other sizes; such a result does
    not take the place of the real one.
    """
    usual = Sizes()
    sizes = Sizes(_numbers("SCALE_FILES", usual.files), _numbers("SCALE_ROWS", usual.rows))
    WORKSHOPS.mkdir(parents=True, exist_ok=True)
    require_room(sizes, os.statvfs(WORKSHOPS))
    print(__doc__, flush=True)
    with open_workshop() as workshop:
        result = measure(workshop, sizes)
    folder = ROOT / "benchmarks" / "results" if sizes == usual else ROOT / ".local"
    (folder / "scale.json").write_text(json.dumps(result, indent=2) + "\n")
    print(scale_table(result))
    print(f"Written to {(folder / 'scale.json').relative_to(ROOT)}.")


def measure(workshop: Workshop, sizes: Sizes) -> dict[str, Any]:
    """The content of scale.json. Raises BenchError when the loader fails or loads another number of rows."""
    steps = Steps()
    files = {}
    into_rows = {}
    with workshop.database("empty_warehouse") as address:
        with address.connect() as connection:
            create_tables(connection, SQL_DIR)
            conditions = machine(connection)
        for count in sizes.files:
            with steps.step("files", f"{count:,} files"), workshop.database("many", address.database) as many:
                files[count] = _load(
                    workshop, many, ReviewFiles(count, count, max(1_300, products_of(count)))
                )
        for rows in sizes.rows:
            with (
                steps.step("rows", f"{sizes.batches} batches of {sizes.batch:,} files into {rows:,} reviews"),
                workshop.database("filled", address.database) as filled,
            ):
                into_rows[rows] = _load_batches(workshop, filled, rows, sizes)
    return {"machine": conditions, **scale_result(files, into_rows)}


def require_room(sizes: Sizes, disk: os.statvfs_result) -> None:
    """Raises BenchError when the disk has too little space or too few free inodes for the largest size."""
    most_files, most_rows = max(sizes.files, default=0), max(sizes.rows, default=0)
    needed = max(most_files * _BYTES_A_FILE, most_rows * _BYTES_A_ROW) + _BYTES_BESIDE
    free = disk.f_bavail * disk.f_frsize
    if free < needed:
        raise BenchError(
            f"The disk under {WORKSHOPS} has {free / 1e9:.1f} GB free; expected {needed / 1e9:.0f} GB for "
            'BENCH=scale. Free some, or measure smaller sizes: SCALE_FILES="100000" SCALE_ROWS="0,1000000".'
        )
    inodes = most_files + 100_000
    if disk.f_files and disk.f_favail < inodes:  # a file system without a table of inodes says 0
        raise BenchError(
            f"The disk under {WORKSHOPS} has {disk.f_favail:,} free inodes; expected {inodes:,} for "
            'BENCH=scale. Remove files, or measure fewer: SCALE_FILES="100000".'
        )


def _load_batches(
    workshop: Workshop, address: DatabaseAddress, rows: int, sizes: Sizes
) -> Sequence[Measured]:
    with address.connect(autocommit=True) as connection:
        if rows:
            fill(connection, rows)
    measured = []
    for seed in range(sizes.batches + 1):
        if not rows:
            with address.connect() as connection:
                drop_tables(connection, SQL_DIR)
                create_tables(connection, SQL_DIR)
        known = (reviewers_of(rows), products_of(rows))
        batch = ReviewFiles(sizes.batch, sizes.batch, max(200, products_of(sizes.batch)), seed, *known)
        measured.append(_load(workshop, address, batch))
        if seed == 0:
            with address.connect() as connection:
                run_sql(connection, FOLDER / "read_indexes.sql")
    return measured


def _load(workshop: Workshop, address: DatabaseAddress, files: ReviewFiles) -> Measured:
    with workshop.fresh_folder("data") as data_dir:
        with count_bar("Writing files") as advance:
            files.write(data_dir / CATEGORY, advance)
        workshop.checkpoint()
        with address.connect() as connection:  # the first connection to a new database builds its caches
            before = _count(connection)
        seconds: Seconds = answer_of(_OURS, ContenderJob(str(data_dir), address.uri("postgresql")))
        with address.connect() as connection:
            loaded = _count(connection) - before
        left = sum(1 for _ in DataLayout(data_dir).uploaded.rglob("*.json.gz"))
    if loaded != files.reviews or left:
        raise BenchError(
            f"Of {files.reviews:,} files {loaded:,} were loaded and {left:,} still wait; expected all and "
            "none. The time does not count, so the benchmark ends here."
        )
    return Measured(seconds["ours_with_archive"], seconds["ours"], seconds["peak_mb"])


def _count(connection: psycopg.Connection) -> int:
    row = connection.execute("select count(*) from reviews").fetchone()
    return int(row[0]) if row else 0


def _numbers(name: str, usual: tuple[int, ...]) -> tuple[int, ...]:
    text = os.environ.get(name, "").replace("_", "")
    if not text:
        return usual
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() for word in words):
        raise BenchError(
            f'{name} is {text!r}; expected whole numbers with commas, such as {name}="1000,3000".'
        )
    return tuple(sorted({int(word) for word in words}))
