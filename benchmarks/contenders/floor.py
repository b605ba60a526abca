"""Below this nobody can go: read every file and look at nothing, and COPY rows that were made beforehand.

The rows are those that our loader makes of the files, in COPY's text format, in memory before the clock
starts.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import psycopg

from benchmarks.contenders.contender_job import ContenderJob, Seconds, answer

_LARGEST = 65_536  # more than any of the files has


def load(job: ContenderJob) -> Seconds:
    """Into the warehouse's own table with its keys."""
    read, copied = _read_and_copy(job, "reviews")
    return {"floor": read + copied, "floor_read": read, "floor_copy": copied}


def load_without_keys(job: ContenderJob) -> Seconds:
    """Into a table of the same columns that has neither key nor index."""
    return {"floor_without_keys": sum(_read_and_copy(job, "reviews_without_keys"))}


def _read_and_copy(job: ContenderJob, table: str) -> tuple[float, float]:
    rows = Path(job.rows).read_bytes()
    started = time.perf_counter()
    folder = os.open(job.folder, os.O_RDONLY | os.O_DIRECTORY)
    for name in os.listdir(folder):  # noqa: PTH208 - a Path a file costs more than reading it
        descriptor = os.open(name, os.O_RDONLY, dir_fd=folder)
        os.read(descriptor, _LARGEST)
        os.close(descriptor)
    os.close(folder)
    read = time.perf_counter()
    with (
        psycopg.connect(job.uri) as connection,
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} ({job.columns}) from stdin".encode()) as copy,
    ):
        copy.write(rows)
    return read - started, time.perf_counter() - read


if __name__ == "__main__":
    answer(load_without_keys if sys.argv[1:] == ["without-keys"] else load)
