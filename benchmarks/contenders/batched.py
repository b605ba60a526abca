"""The first version's way: parse every file, `execute_values` into a staging table, then the star schema.

The star schema is the job that our loader does too: users, products, time and reviews with their keys and
indexes, each by INSERT … SELECT … ON CONFLICT DO NOTHING. Nothing is hashed, checked or noted.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psycopg2
from psycopg2.extras import execute_values

from benchmarks.contenders.contender_job import ContenderJob, Seconds, answer
from benchmarks.contenders.plain_row import COLUMNS, plain_row

STAR_SCHEMA = Path(__file__).with_name("batched_star_schema.sql")


def load(job: ContenderJob) -> Seconds:
    """Seconds from the call to the commit."""
    started = time.perf_counter()
    _stage(job, STAR_SCHEMA.read_text())
    return {"batched": time.perf_counter() - started}


def load_staging_only(job: ContenderJob) -> Seconds:
    """The same without the star schema."""
    started = time.perf_counter()
    _stage(job, "")
    return {"batched_staging_only": time.perf_counter() - started}


def _stage(job: ContenderJob, then: str) -> None:
    rows = [plain_row(path) for path in job.folder.iterdir()]
    statement = f"insert into plain_reviews ({', '.join(COLUMNS)}) values %s"
    connection = psycopg2.connect(job.uri)
    with connection, connection.cursor() as cursor:
        execute_values(cursor, statement, rows)
        if then:
            cursor.execute(then)
    connection.close()


if __name__ == "__main__":
    answer(load_staging_only if sys.argv[1:] == ["staging-only"] else load)
